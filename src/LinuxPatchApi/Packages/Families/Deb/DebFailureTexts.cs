using LinuxPatchApi.Packages.Engines;

namespace LinuxPatchApi.Packages.Families.Deb;

/// <summary>Recognises failures of apt and dpkg by their messages. Pure.</summary>
internal sealed class DebFailureTexts : IFailureTexts
{
    public static readonly DebFailureTexts Instance = new();

    /// <summary>apt's messages about a lock that another program holds.</summary>
    private static readonly string[] LockMessages =
        ["could not get lock", "unable to acquire", "unable to lock", "is another process using it"];

    public bool IsHeldLock(string text) => !IsNoLock(text)
        && (Has(text, "Could not get lock") || Has(text, "Unable to lock directory")
            || Has(text, "Unable to acquire the dpkg frontend lock"));

    /// <summary>
    /// The apt backend reports cannot-get-lock whenever it cannot open its caches: also for an interrupted dpkg, and for unreadable
    /// sources, preferences, indexes or status files (1.2.6). A message of apt itself ("E: …") is about a lock only when it says so.
    /// </summary>
    public bool IsNoLock(string text) => Has(text, "dpkg was interrupted")
        || (text.Contains("E: ", StringComparison.Ordinal) && !LockMessages.Any(message => Has(text, message)));

    /// <summary>True for dpkg's messages about maintainer scripts.</summary>
    public bool IsScript(string text) => Has(text, "script") || Has(text, "subprocess returned error");

    private static bool Has(string text, string part) => text.Contains(part, StringComparison.OrdinalIgnoreCase);
}
