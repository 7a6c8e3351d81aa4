namespace LinuxPatchApi.Http.Client;

/// <summary>What lies below a server's base address, which may have a path. Its query and fragment are of no use there.</summary>
public static class BaseAddress
{
    /// <param name="address">The base address.</param>
    /// <param name="path">Without a slash at its beginning; may have a query.</param>
    public static Uri Below(Uri address, string path)
    {
        ArgumentNullException.ThrowIfNull(address);
        return new Uri($"{address.AbsoluteUri.Split('?', '#')[0].TrimEnd('/')}/{path}");
    }
}
