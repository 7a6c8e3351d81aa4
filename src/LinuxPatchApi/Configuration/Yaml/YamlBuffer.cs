using SharpYaml;

namespace LinuxPatchApi.Configuration.Yaml;

/// <summary>The library's look-ahead over a text; one type of it for scanner and parser, so that each is in the binary once.</summary>
internal static class YamlBuffer
{
    public static LookAheadBuffer Over(string text) => new(new StringReader(text), Scanner<LookAheadBuffer>.MaxBufferLength);
}
