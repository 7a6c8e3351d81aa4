namespace LinuxPatchApi.Configuration.Yaml;

internal sealed record RawMapping(FilePosition Position, IReadOnlyList<RawEntry> Entries) : RawNode(Position)
{
    public override string Shape => "a section";
}
