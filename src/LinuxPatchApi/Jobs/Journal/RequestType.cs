using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using LinuxPatchApi.Jobs.Model;

namespace LinuxPatchApi.Jobs.Journal;

/// <summary>One kind of request in the journal. Its word is in the records of every release: it never changes.</summary>
/// <param name="Json">Its members.</param>
internal sealed record RequestType(Type Type, string Word, IJsonTypeInfoResolver Json)
{
    public static RequestType Of<T>(string word, JsonSerializerContext json) where T : JobRequest => new(typeof(T), word, json);
}
