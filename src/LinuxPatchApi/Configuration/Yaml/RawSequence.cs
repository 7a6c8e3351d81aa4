namespace LinuxPatchApi.Configuration.Yaml;

internal sealed record RawSequence(FilePosition Position, IReadOnlyList<RawNode> Items) : RawNode(Position)
{
    public override string Shape => "a list";
}
