namespace LinuxPatchApi.Configuration.Validation;

/// <summary>Reads the base URL of a fleet manager. Pure.</summary>
internal static class ManagerUrl
{
    /// <summary>
    /// An https URL of host, port and path. The rest is refused, not ignored: a password in it would never be sent, and would stand in
    /// logs. The reason does not repeat the text.
    /// </summary>
    public static (Uri? Address, string? Problem) Parse(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var address) || address.Scheme != Uri.UriSchemeHttps || address.Host.Length == 0)
        {
            return (null, "an https URL is needed: the manager's answer holds a private key, so it is never fetched in clear text");
        }

        return address.UserInfo.Length > 0 ? (null, "it must not have a user name or password: none is sent")
            : text.Contains('?', StringComparison.Ordinal) ? (null, "it must not have a query (?…): paths are appended to it")
            : text.Contains('#', StringComparison.Ordinal) ? (null, "it must not have a fragment (#…): paths are appended to it")
            : (address, null);
    }
}
