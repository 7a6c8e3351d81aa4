using System.Text.RegularExpressions;
using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Packages.Planning;

/// <summary>The advisory that an update belongs to, when the distribution names one. Pure.</summary>
internal static partial class AdvisoryIds
{
    /// <summary>Null when no reference holds a known form of advisory id; the package manager's id then stands for the patch.</summary>
    public static string? Of(UpdateDetail? detail)
    {
        foreach (var url in detail?.AdvisoryUrls ?? [])
        {
            if (Pattern().Match(url) is { Success: true } match)
            {
                return match.Value;
            }
        }

        return null;
    }

    /// <summary>Red Hat, Alma, Rocky, Oracle, Fedora, Debian, Ubuntu, SUSE; a colon, dash or digits follow.</summary>
    [GeneratedRegex(@"\b(?:(?:RH|AL|RL|EL)[SBE]A-[0-9]{4}[:-][0-9]+|FEDORA-(?:[A-Z]+-)?[0-9]{4}-[0-9a-f]+|D[SL]A-[0-9]+-[0-9]+|USN-[0-9]+-[0-9]+|SUSE-SU-[0-9]{4}:[0-9]+-[0-9]+)", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
