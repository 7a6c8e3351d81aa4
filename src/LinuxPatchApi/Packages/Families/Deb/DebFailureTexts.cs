using LinuxPatchApi.Packages.Engines;

namespace LinuxPatchApi.Packages.Families.Deb;

/// <summary>apt's and dpkg's words for failures. Pure.</summary>
internal sealed class DebFailureTexts : IFailureTexts
{
    public static readonly DebFailureTexts Instance = new();

    /// <summary>apt's words for a lock that somebody else holds.</summary>
    private static readonly string[] LockWords = ["could not get lock", "unable to acquire", "unable to lock", "is another process using it"];

    public bool IsHeldLock(string text) => !IsNoLock(text)
        && (Has(text, "Could not get lock") || Has(text, "Unable to lock directory") || Has(text, "Unable to acquire the dpkg frontend lock"));

    /// <summary>
    /// The apt backend says cannot-get-lock whenever it cannot open its caches: for an interrupted dpkg, for sources, preferences, indexes and a
    /// status file that cannot be read as well (1.2.6). With apt's words ("E: …") it is a lock only when they say so.
    /// </summary>
    public bool IsNoLock(string text) =>
        Has(text, "dpkg was interrupted") || (text.Contains("E: ", StringComparison.Ordinal) && !LockWords.Any(words => Has(text, words)));

    /// <summary>dpkg's words for each maintainer script.</summary>
    public bool IsScript(string text) => Has(text, "script") || Has(text, "subprocess returned error");

    private static bool Has(string text, string words) => text.Contains(words, StringComparison.OrdinalIgnoreCase);
}
