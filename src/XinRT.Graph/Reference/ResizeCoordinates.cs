namespace XinRT.Reference;

/// <summary>Where an output of Resize lies on the input axis, for each <c>coordinate_transformation_mode</c>.</summary>
public sealed record ResizeCoordinates(string Mode, int In, int Out, double Scale, double RoiStart, double RoiEnd)
{
    /// <summary>The modes known.</summary>
    public static IReadOnlyList<string> Modes { get; } =
        ["half_pixel", "half_pixel_symmetric", "pytorch_half_pixel", "align_corners", "asymmetric", "tf_half_pixel_for_nn", "tf_crop_and_resize"];

    // The exact product, which the true output size is the floor of.
    private double Length => Scale * In;

    /// <summary>Coordinate on the input of an output.</summary>
    public double Of(int output) => Mode switch
    {
        "align_corners" => Length == 1 ? 0 : output * (In - 1.0) / (Length - 1),
        "asymmetric" => output / Scale,
        "tf_half_pixel_for_nn" => (output + 0.5) / Scale,
        "pytorch_half_pixel" => Length == 1 ? -0.5 : (output + 0.5) / Scale - 0.5,
        "half_pixel_symmetric" => In / 2.0 * (1 - Out / Length) + (output + 0.5) / Scale - 0.5,
        "tf_crop_and_resize" => Length == 1
            ? RoiStart * (In - 1) + (RoiEnd - RoiStart) * (In - 1) / 2
            : RoiStart * (In - 1) + output * (RoiEnd - RoiStart) * (In - 1) / (Length - 1),
        _ => (output + 0.5) / Scale - 0.5,
    };

    /// <summary>Whether a coordinate takes the extrapolation value.</summary>
    public bool IsOutside(double x) => Mode == "tf_crop_and_resize" && (x < 0 || x > In - 1);
}
