using XinRT.Reference.Images;

namespace XinRT.UnitTests.Reference.Images;

/// <summary>Tiny pictures against the pixels that the usual decoders make of them.</summary>
public sealed class ImageFileTests
{
    [Theory]
    [InlineData("WebP, lossy", 18, 5,
        "UklGRqoAAABXRUJQVlA4IJ4AAADwBACdASoSAAUAPp1Amkilo6KhMAgAsBOJbACdMoRwHuAgAD9ZutRAjwDdwd2y8wAA/uadUO/npedJ" +
        "qO5xQjTFu/neTs8MGE/K3JmiLTpAfnVeXQvqpK+Txv/2/5qYrbOEjtuUY+cl85kZSyv4N5z9Cgf3F8ftLXCHoDWQah6PTHfn8nzM91nF" +
        "flUHB1/9Exf5C9zKEFHJgsNcsAAAAA==",
        "FwCsIAGyLxC3Oh2pUjWRblJ+lnp6tZF/462m9MrRZ2Z9NF9lTqR+bMKKOmk3lo5tYxoQuE9QIxPGLx/IQCvJTjm7ZE+ogmycppSYyKqi" +
        "/8jSe1RmPE5fS4GFZq6aBkcmV39Yn5t6ejspz3FnLkLqPUroVVjdZmLRgXXNm5DIu7nI387WdzxlmHadOnB1UqKei7PDNUxZdY6BwcOn" +
        "iFs92pR1PWnHSXDRXHzhboPgipTgqq3j0tDq9uL/jlmYSzRqQIqFacS6K0Vqa2mTlJ2jS0o2n3xW6rmIP3xMQn9xZKTca6j1jbvwus73" +
        "8uD/hVyTonXGYFuVXqqjftbIO1Z/i4W7vrPLaFVOtJls+dqZ")]
    [InlineData("WebP, lossless", 9, 7,
        "UklGRkIAAABXRUJQVlA4TDYAAAAvCIABAIkKRPQ/FhHR/4CSAEAbjkKhUKiPWv+QKyAQSPECAyQWTBjyF8pobyQ0IyiGExyPuk8=",
        "AADIGQO/Mgy2SxutZDCkfUublmySr5OJyMCADSPZJibQPy/HWD6+cVO1im6so4+jvLaa1eORGkbqM0nhTFLYZWHPfnbGl5G9sLK0ydmr" +
        "4gaiJ2n7QGzyWXXpcoTgi5nXpLTOvdXF1vy87ymzNIwMTY8DZpj6f6fxmLzosdffyvjW4x/N/EzEQa8dWrIUc7sLjMoCpd/5vvrw1xvn" +
        "8ELeCW/VTtIuZ9UlgN4cme0TsgIKyx0B5D74/WXvFpLm")]
    [InlineData("WebP, lossless with a palette", 9, 7,
        "UklGRkYAAABXRUJQVlA4TDoAAAAvCIABAFUwZCRJENid6Js90L9Dd49AgEhXqMCGAIEAodiPCY39j3NVF5/Y61Xb/CnVPts2hU0VUgUI",
        "LzvULzvULzvULzvULzvUuzyqdJmZdJmZpdiGLzvULzvULzvULzvUdJmZdJmZdJmZpdiGpdiGLzvULzvULzvULzvUdJmZdJmZpdiGpdiG" +
        "uzyqLzvULzvULzvUdJmZdJmZdJmZpdiGpdiGuzyqdJmZdJmZdJmZdJmZdJmZpdiGpdiGuzyquzyqdJmZdJmZpdiGpdiGpdiGpdiGuzyq" +
        "uzyqLzvUpdiGpdiGpdiGpdiGuzyquzyquzyquzyqLzvU")]
    [InlineData("JPEG, half chroma in both directions, restarts", 18, 5,
        "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAA0JCgsKCA0LCgsODg0PEyAVExISEyccHhcgLikxMC4pLSwzOko+MzZGNywtQFdBRkxOUlNS" +
        "Mj5aYVpQYEpRUk//2wBDAQ4ODhMREyYVFSZPNS01T09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09P" +
        "T0//wAARCAAFABIDASIAAhEBAxEB/8QAFgABAQEAAAAAAAAAAAAAAAAAAAMF/8QAIxAAAAUDBAMBAAAAAAAAAAAAAAECAxEEEzEFEiFh" +
        "FEFCgf/EABYBAQEBAAAAAAAAAAAAAAAAAAMEBf/EABwRAAICAwEBAAAAAAAAAAAAAAECAAMRIbExUv/dAAQAAf/aAAwDAQACEQMRAD8A" +
        "roGmUjNOuqt7rSFL24mCM4n8EjS4pZvuOXFqNxxRqnm2RbSzjnHRRAAKWJtrDvskDmYKklEB+uAz/9DfpdCpPFZ4+E+ugABgs7ZO4ptf" +
        "Ps//2Q==",
        "ABCYBBKmKRfDNhy+QS6sb16sk3eQwI2U+J2+/+3/L3FvAHJQVrR2fLVxT1EiuZJzYh8Mq1xPCiufFimqRDnVX0viZlfMfGy1noWbzZum" +
        "9Jq+bDtbFFhZKZuBU7B7H1QcdnZQtY1zeDwkwHljLVmkK0ikUVLQcWbmfXfZkYfEz7fN/s7csFmEl2iSNHiDFoZ4j+XCQ3NNdnFd3Lek" +
        "jVw70p11PnaRP2mZY3LNe33ik5bjq6fZ79nu9MTaoU6ETyNYPoKZW8nIAD4tSG9duK+qYD4yoXxS47+FNXlgTYWGfJvRj6DosL30v8Ho" +
        "6NXpnW+Mv3CxjGOlRo2tgu76F15gdJOWqJqnfl9asJll8N6S")]
    [InlineData("JPEG, progressive, half chroma across", 9, 7,
        "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAgGBgcGBQgHBwcJCQgKDBQNDAsLDBkSEw8UHRofHh0aHBwgJC4nICIsIxwcKDcpLDAxNDQ0" +
        "Hyc5PTgyPC4zNDL/2wBDAQkJCQwLDBgNDRgyIRwhMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIy" +
        "MjL/wgARCAAHAAkDASEAAhEBAxEB/8QAFQABAQAAAAAAAAAAAAAAAAAAAQL/xAAVAQEBAAAAAAAAAAAAAAAAAAACBP/aAAwDAQACEAMQ" +
        "AAABapX/xAAWEAEBAQAAAAAAAAAAAAAAAAADABT/2gAIAQEAAQUCASC0Lf/EABoRAAICAwAAAAAAAAAAAAAAAAEDEYEAAjH/2gAIAQMB" +
        "AT8BW9SVjZ4meVef/8QAGREAAQUAAAAAAAAAAAAAAAAAAAIEERIj/9oACAECAQE/AUUfawf/xAAbEAEAAQUBAAAAAAAAAAAAAAABABIi" +
        "MTJRkv/aAAgBAQAGPwIqLnB2bPkn/8QAFxABAAMAAAAAAAAAAAAAAAAAARBRwf/aAAgBAQABPyFN1HqDf//aAAwDAQACAAMAAAAQz//E" +
        "ABoRAQABBQAAAAAAAAAAAAAAAAEhABExkaH/2gAIAQMBAT8QXeL4bLDK8r//xAAZEQACAwEAAAAAAAAAAAAAAAABMQARIfD/2gAIAQIB" +
        "AT8QqE8KiThDT5T/xAAbEAEBAAIDAQAAAAAAAAAAAAARAQAxIYHB8P/aAAgBAQABPxBwjm3gzgSRjb06z7vzP//Z",
        "JwC7JwDACgyvJyi0Ty6fglGjnG+aqIKPzrenDyy0HjK3Q0jIWEW4ckWilnGljpiPtMSV6dyWEE7XL07nRSvihk3ysHTWnnaZs7Kd6cG/" +
        "ux53MXX8K1/mbYX/bYPwbJzaksjksdjf/OX/x0iZPXYYUoVMaI6bjbLfj7rkzNH7/8b0wkOG4le6QaIAeNwiXcQbZLg/yvLN7dP/pDiw" +
        "sFzlL2K7bs4vZ8Qeb8cQtNZBfzoAoRYp9ECt8Hv/SHfr")]
    [InlineData("JPEG 2000, 5/3 wavelet", 9, 7,
        "AAAADGpQICANCocKAAAAFGZ0eXBqcDIgAAAAAGpwMiAAAAAtanAyaAAAABZpaGRyAAAABwAAAAkAAwcHAAAAAAAPY29scgEAAAAAABAA" +
        "AAFVanAyY/9P/1EALwAAAAAACQAAAAcAAAAAAAAAAAAAAAkAAAAHAAAAAAAAAAAAAwcBAQcBAQcBAf9SAAwAAAABAAIEBAAB/1wACkBA" +
        "SEhQSEhQ/2QAJQABQ3JlYXRlZCBieSBPcGVuSlBFRyB2ZXJzaW9uIDIuNS4w/5AACgAAAAAA1wAB/5PfgEAHq82ivX+0r9+AQAfE7MeK" +
        "oqSV34BABOFCUDOWdq/D6gOPtBo/AEAPwKEUgOnA+vUPzCofw+oFn4BEfgCgD741QX8LAL6oyQPoJxA2SLPBwfOEn4BEfgDABsSvpQQN" +
        "B81Ki4CPDCn2YOLPz8ASPtBIfaBgJHYMFCfTsl8g3X/PwD5+ATH4AwAg6OUBiW78VOnXiuUpe6MZuzHbT3C9m2oaQCxNnmfH2hE/AKj8" +
        "AYAHInZkJqma5wtyLteMLJ9qzj8UqvBrqb//2Q==",
        "AADIGQO/Mgy2SxutZDCkfUublmySr5OJyMCADSPZJibQPy/HWD6+cVO1im6so4+jvLaa1eORGkbqM0nhTFLYZWHPfnbGl5G9sLK0ydmr" +
        "4gaiJ2n7QGzyWXXpcoTgi5nXpLTOvdXF1vy87ymzNIwMTY8DZpj6f6fxmLzosdffyvjW4x/N/EzEQa8dWrIUc7sLjMoCpd/5vvrw1xvn" +
        "8ELeCW/VTtIuZ9UlgN4cme0TsgIKyx0B5D74/WXvFpLm")]
    [InlineData("JPEG 2000, tiles and layers", 9, 7,
        "/0//UQAvAAAAAAAJAAAABwAAAAAAAAAAAAAACAAAAAgAAAAAAAAAAAADBwEBBwEBBwEB/1IADAABAAIAAQQEAAH/XAAHQEBISFD/ZAAl" +
        "AAFDcmVhdGVkIGJ5IE9wZW5KUEVHIHZlcnNpb24gMi41LjD/kAAKAAAAAACjAAH/k94YEgpPxI8x3RQSGRbg6N4cDZDCn6X5jf1hQMyD" +
        "UOLNzc6aVpf9gYC1ZZ4qRzN438fvLM/9YWAa3TEO2huAjGRRf4CAgMHzhAAiGLd7z8A6fgDR+AOAIxF2+GjRnnc19IRjFoEZyxjV4/sa" +
        "KS2AFf9/x9oZPwCY/AGAByJ2ZCao7qeQ2ZKIC3HIrVV45OxHFKrwa6m//5AACgABAAAAPQAB/5PfAIAAVgox3xhAFGPTdc4MCTVa/UBA" +
        "H4/84ECV/UBAY9/PvAgOg8+8CAVfgMDAgP/Z",
        "AADIGQO/Mgy2SxutZDCkfUublmySr5OJyMCADSPZJibQPy/HWD6+cVO1im6so4+jvLaa1eORGkbqM0nhTFLYZWHPfnbGl5G9sLK0ydmr" +
        "4gaiJ2n7QGzyWXXpcoTgi5nXpLTOvdXF1vy87ymzNIwMTY8DZpj6f6fxmLzosdffyvjW4x/N/EzEQa8dWrIUc7sLjMoCpd/5vvrw1xvn" +
        "8ELeCW/VTtIuZ9UlgN4cme0TsgIKyx0B5D74/WXvFpLm")]
    [InlineData("JPEG 2000, 9/7 wavelet", 9, 7,
        "/0//UQAvAAAAAAAJAAAABwAAAAAAAAAAAAAACQAAAAcAAAAAAAAAAAADBwEBBwEBBwEB/1IADAADAAEAAQQEAAD/XAALQkgkV9NX01di" +
        "/2QAJQABQ3JlYXRlZCBieSBPcGVuSlBFRyB2ZXJzaW9uIDIuNS4w/5AACgAAAAAA6gAB/5PPwGARHoscxP9DXK2SZpJn/He8x/eWlmNw" +
        "/vnH4BkPtCoPqBQkddef7iywUHnALM8n8BrTXHkDdfB/INhb/r/PwGASVEKtufX5DtQf6uQlAY3lBekiTAhdUSHH4CEfgIQ+0LAg6/ss" +
        "ayONQrEcEOWrG1mvGcfebWVu9cF/nUy9YO46rxpALEsuMJiaLmRb35jIGoiDMpSylvnD6EAYQOI06umxqIZ6bYxHf8PtD4/APh9oWAcz" +
        "cFJRy+kX/oUNMc4qfwuTmcvDdG6fa9epG2o+yxSq8Gp8IxpqDua//9k=",
        "AADIGQO/Mgy2SxutZDCkfUublmySr5OJyMCADSPZJibQPy/HWD6+cVO1im6so4+jvLaa1eORGkbrM0rhTFLYZWHOfnbGl5G9sLK0ytmr" +
        "4gahJ2n7QGzyWXXpcoTgi5nXpLTOvdXF1vy87ymzNIwMTY8DZpj6f6fxmL3osNffyvjW4x/M/EzEQa8dWrIUc7sLjMoCpd/5vvrx1xvn" +
        "8ELeCW/VTtIuZ9UlgN4cme0TsgIKyx0B5D34/WXwFpLm")]
    public void Pixels_are_those_of_the_usual_decoder(string kind, int width, int height, string file, string pixels)
    {
        var image = ImageFile.Decode(Convert.FromBase64String(file));

        Assert.NotNull(image);
        Assert.Equal((kind, width, height), (kind, image.Width, image.Height));
        Assert.Equal(pixels, Convert.ToBase64String(image.Rgb));
    }

    [Theory]
    [InlineData("UklGRqoAAABXRUJQVlA4IJ4AAADwBACdASoSAAUAPp1Amkilo6KhMAgAsBOJbACdMoRwHuAgAD9ZutRAjwDdwd2y8wAA/uadUO/npedJ" +
        "qO5xQjTFu/neTs8MGE/K3JmiLTpAfnVeXQvqpK+Txv/2/5qYrbOEjtuUY+cl85kZSyv4N5z9Cgf3F8ftLXCHoDWQah6PTHfn8nzM91nF" +
        "flUHB1/9Exf5C9zKEFHJgsNcsAAAAA==")]
    [InlineData("UklGRkIAAABXRUJQVlA4TDYAAAAvCIABAIkKRPQ/FhHR/4CSAEAbjkKhUKiPWv+QKyAQSPECAyQWTBjyF8pobyQ0IyiGExyPuk8=")]
    [InlineData("/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAA0JCgsKCA0LCgsODg0PEyAVExISEyccHhcgLikxMC4pLSwzOko+MzZGNywtQFdBRkxOUlNS" +
        "Mj5aYVpQYEpRUk//2wBDAQ4ODhMREyYVFSZPNS01T09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09P" +
        "T0//wAARCAAFABIDASIAAhEBAxEB/8QAFgABAQEAAAAAAAAAAAAAAAAAAAMF/8QAIxAAAAUDBAMBAAAAAAAAAAAAAAECAxEEEzEFEiFh" +
        "FEFCgf/EABYBAQEBAAAAAAAAAAAAAAAAAAMEBf/EABwRAAICAwEBAAAAAAAAAAAAAAECAAMRIbExUv/dAAQAAf/aAAwDAQACEQMRAD8A" +
        "roGmUjNOuqt7rSFL24mCM4n8EjS4pZvuOXFqNxxRqnm2RbSzjnHRRAAKWJtrDvskDmYKklEB+uAz/9DfpdCpPFZ4+E+ugABgs7ZO4ptf" +
        "Ps//2Q==")]
    [InlineData("AAAADGpQICANCocKAAAAFGZ0eXBqcDIgAAAAAGpwMiAAAAAtanAyaAAAABZpaGRyAAAABwAAAAkAAwcHAAAAAAAPY29scgEAAAAAABAA" +
        "AAFVanAyY/9P/1EALwAAAAAACQAAAAcAAAAAAAAAAAAAAAkAAAAHAAAAAAAAAAAAAwcBAQcBAQcBAf9SAAwAAAABAAIEBAAB/1wACkBA" +
        "SEhQSEhQ/2QAJQABQ3JlYXRlZCBieSBPcGVuSlBFRyB2ZXJzaW9uIDIuNS4w/5AACgAAAAAA1wAB/5PfgEAHq82ivX+0r9+AQAfE7MeK" +
        "oqSV34BABOFCUDOWdq/D6gOPtBo/AEAPwKEUgOnA+vUPzCofw+oFn4BEfgCgD741QX8LAL6oyQPoJxA2SLPBwfOEn4BEfgDABsSvpQQN" +
        "B81Ki4CPDCn2YOLPz8ASPtBIfaBgJHYMFCfTsl8g3X/PwD5+ATH4AwAg6OUBiW78VOnXiuUpe6MZuzHbT3C9m2oaQCxNnmfH2hE/AKj8" +
        "AYAHInZkJqma5wtyLteMLJ9qzj8UqvBrqb//2Q==")]
    public void A_file_cut_anywhere_or_with_a_changed_byte_does_no_harm(string text)
    {
        byte[] file = Convert.FromBase64String(text);
        for (int i = 0; i < file.Length; i++)
        {
            ImageFile.Decode(file.AsMemory(0, i));
            byte[] changed = [.. file];
            changed[i] ^= 0xFF;
            try
            {
                ImageFile.Decode(changed);
            }
            catch (NotSupportedException)
            {
                // The byte asks for something that is told to be missing.
            }
        }
    }
}
