using LinuxPatchApi.Configuration.Findings;

namespace LinuxPatchApi.Configuration.Yaml;

/// <summary>Aborts the recursive reader at the first refused construct. Never escapes <see cref="YamlDocumentReader"/>.</summary>
internal sealed class RefusedYamlException(Finding finding) : Exception(finding.Message)
{
    public Finding Finding { get; } = finding;
}
