using LinuxPatchApi.Configuration;
using LinuxPatchApi.Configuration.Findings;
using LinuxPatchApi.Configuration.Sections;

namespace LinuxPatchApi.Fuzz.Targets;

/// <summary>Configuration files: settings or findings, never an exception, and a finding names a place.</summary>
internal static class YamlTarget
{
    public static void Check(byte[] input) => Allocations.Bounded(
        input,
        () =>
        {
            var result = ConfigurationLoader.Parse("config.yaml", input);
            var hasError = result.Findings.Any(finding => finding.Severity == FindingSeverity.Error);
            Violation.Unless(result.Settings is null == hasError, "settings with an error, or neither");
        });
}
