namespace XinRT.TestKit;

/// <summary>A check of the test kit found a difference; the message says which.</summary>
public sealed class TestKitException(string message) : Exception(message);
