using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using LinuxPatchApi.Files;

namespace LinuxPatchApi.Pki;

/// <summary>The index of issued certificates, from which the revocation list is built. Always rewritten in full, atomically.</summary>
internal static class IssuedIndex
{
    /// <summary>Bytes of the file. Origin: some 300 000 certificates of 200 bytes, far beyond a site without a real CA.</summary>
    private const int MaxBytes = 64 * 1024 * 1024;

    /// <summary>Reads the index. A missing file is an empty list; null with a failure text when the file is damaged.</summary>
    public static (List<IndexEntry>? Entries, string? Failure) Read(string path)
    {
        var content = BoundedFile.Read(path, MaxBytes);
        if (content.Bytes is not { } bytes)
        {
            return content.Problem!.Reason == FileFailure.NotFound ? ([], null) : (null, content.Problem.ToString());
        }
        var entries = new List<IndexEntry>();
        var number = 0;
        foreach (var line in Encoding.UTF8.GetString(bytes).Split('\n'))
        {
            number++;
            if (line.Length == 0)
            {
                continue;
            }
            if (ReadLine(line) is not { } entry)
            {
                return (null, $"{path}:{number}: damaged line");
            }
            entries.Add(entry);
        }
        return (entries, null);
    }

    public static FileProblem? Write(string path, IEnumerable<IndexEntry> entries) => PkiFiles.WritePrivate(path, Content(entries));

    /// <summary>The file that lists these certificates.</summary>
    public static byte[] Content(IEnumerable<IndexEntry> entries)
    {
        var text = new StringBuilder();
        foreach (var entry in entries)
        {
            text.Append(JsonSerializer.Serialize(entry, IndexJson.Default.IndexEntry)).Append('\n');
        }
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static IndexEntry? ReadLine(string line)
    {
        try
        {
            var entry = JsonSerializer.Deserialize(line, IndexJson.Default.IndexEntry);
            return entry is not null && SerialNumber.Normalise(entry.Serial ?? "") == entry.Serial ? entry : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>
/// One issued certificate.
/// </summary>
/// <param name="Serial">Upper-case hexadecimal.</param>
/// <param name="RevokedAt">Null when not revoked.</param>
internal sealed record IndexEntry(
    string Serial, string Use, string Name, DateTimeOffset NotBefore, DateTimeOffset NotAfter, DateTimeOffset? RevokedAt)
{
    /// <summary>The values of <see cref="Use"/>.</summary>
    public const string Server = "server";
    public const string Client = "client";
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(IndexEntry))]
internal sealed partial class IndexJson : JsonSerializerContext;
