using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using LinuxPatchApi.Jobs.Model;

namespace LinuxPatchApi.Jobs.Journal;

/// <summary>One kind of request in the journal. Its wire name is in the records of every release: it never changes.</summary>
/// <param name="Json">The JSON contract of its members.</param>
internal sealed record RequestType(Type Type, string WireName, IJsonTypeInfoResolver Json)
{
    public static RequestType Of<T>(string wireName, JsonSerializerContext json) where T : JobRequest => new(typeof(T), wireName, json);
}
