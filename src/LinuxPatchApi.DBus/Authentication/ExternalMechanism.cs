namespace LinuxPatchApi.DBus.Authentication;

/// <summary>
/// The client side of SASL EXTERNAL (D-Bus specification, "Authentication Protocol"). The identity is left empty, so the server takes
/// the user id from the socket; that also holds in user namespaces, where our own number would be wrong.
/// </summary>
internal static class ExternalMechanism
{
    /// <summary>First line, to be sent after one NUL byte.</summary>
    public const string FirstLine = "AUTH EXTERNAL";

    private const int GuidLength = 32;

    public static SaslStep OnLine(string line)
    {
        string[] words = line.Split(' ', 2);
        return words[0] switch
        {
            "DATA" => new SaslStep("DATA", null, null),
            "OK" when words.Length == 2 && IsGuid(words[1]) => new SaslStep("BEGIN", words[1], null),
            "REJECTED" => new SaslStep(null, null, $"the bus does not accept this user ({line})"),
            "ERROR" => new SaslStep(null, null, $"the bus does not understand EXTERNAL: {line}"),
            _ => new SaslStep(null, null, "the bus sent a line that does not belong here"),
        };
    }

    private static bool IsGuid(string text) => text.Length == GuidLength && text.All(char.IsAsciiHexDigit);
}
