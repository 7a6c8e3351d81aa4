using System.Text;

namespace LinuxPatchApi.Http.Tests.Support;

/// <summary>A response as received.</summary>
internal sealed record RawResponse(int Status, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    public string Text => Encoding.Latin1.GetString(Body);

    public string? Header(string name) => Headers.GetValueOrDefault(name);
}
