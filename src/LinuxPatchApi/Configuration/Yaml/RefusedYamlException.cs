namespace LinuxPatchApi.Configuration.Yaml;

/// <summary>Leaves the recursive reader at the first construct that is refused. Never leaves <see cref="YamlDocumentReader"/>.</summary>
internal sealed class RefusedYamlException(Finding finding) : Exception(finding.Message)
{
    public Finding Finding { get; } = finding;
}
