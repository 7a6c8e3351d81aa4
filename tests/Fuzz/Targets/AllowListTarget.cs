using System.Text;
using LinuxPatchApi.Access;
using LinuxPatchApi.Configuration.Findings;

namespace LinuxPatchApi.Fuzz.Targets;

/// <summary>Allow-lists: a document or findings, and no address that is none.</summary>
internal static class AllowListTarget
{
    public static void Check(byte[] input)
    {
        Allocations.Bounded(
            input,
            () =>
            {
                var result = AllowListFile.Parse("whitelist.yaml", input);
                var hasError = result.Findings.Any(finding => finding.Severity == FindingSeverity.Error);
                Violation.Unless(result.Document is null == hasError, "a document with an error, or neither");
            });
        var text = Encoding.Latin1.GetString(input);
        _ = HostName.IsValid(text);
        if (AddressRange.TryParse(text, out var range, out _))
        {
            Violation.Unless(range.First <= range.Last, "a range ends before it begins");
            Violation.Unless(!text.Any(char.IsControl), "an address with a control character");
        }
    }
}
