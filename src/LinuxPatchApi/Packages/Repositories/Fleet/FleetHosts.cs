using System.Buffers;

namespace LinuxPatchApi.Packages.Repositories.Fleet;

/// <summary>The hosts that a fleet manager's repository may be on: its own, and one that the configuration allows.</summary>
internal sealed record FleetHosts(IReadOnlyList<string> Allowed)
{
    private const int AddressCharacters = 512;

    /// <summary>No percent signs, user names, queries and fragments: nothing that two programs could read differently.</summary>
    private static readonly SearchValues<char> Letters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/:[]");

    /// <summary>Returns why an address is refused, as a clause; null when it is good.</summary>
    /// <param name="ending">What the address must end with.</param>
    public string? WhyNot(string address, string ending)
    {
        if (address.Length > AddressCharacters || address.AsSpan().ContainsAnyExcept(Letters)
            || !Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Scheme is not ("https" or "http") || uri.UserInfo.Length > 0)
        {
            return "its address is not a plain http or https URL";
        }
        // "https:host" and "https:///host" are read as host by some programs only.
        if (!address.StartsWith($"{uri.Scheme}://", StringComparison.Ordinal) || address.Contains("..", StringComparison.Ordinal)
            || address.IndexOf("//", uri.Scheme.Length + 3, StringComparison.Ordinal) >= 0)
        {
            return "its address is not in the usual form";
        }
        return !Allowed.Contains(uri.IdnHost, StringComparer.OrdinalIgnoreCase)
                ? $"it is on {uri.IdnHost}, which is neither the manager's host nor enrollment.repository_host"
            : !address.EndsWith(ending, StringComparison.Ordinal) ? $"its address does not end with {ending}"
            : null;
    }
}
