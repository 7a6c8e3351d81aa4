using System.Text.Json;

namespace LinuxPatchApi.Page;

/// <summary>Answer of <c>GET /api/v1</c>, and of <c>GET /</c> for programs: where to begin.</summary>
/// <param name="Role">The role of the client's certificate: reader, operator or admin.</param>
/// <param name="Subject">The subject of the client's certificate.</param>
/// <param name="Links">Paths to begin with.</param>
internal sealed record ApiIndex(
    string Name, string Version, string ApiVersion, string Role, string Subject, IReadOnlyDictionary<string, string> Links)
{
    public static IReadOnlyDictionary<string, string> LinksOf(bool hasPage)
    {
        var links = new Dictionary<string, string>
        {
            ["openapi"] = "/api/v1/openapi.json",
            ["health"] = "/api/v1/health",
            ["system"] = "/api/v1/system/info",
            ["packages"] = "/api/v1/packages",
            ["patches"] = "/api/v1/patches",
            ["jobs"] = "/api/v1/jobs",
            ["metrics"] = "/metrics",
        };
        if (hasPage)
        {
            links["page"] = "/";
        }

        return links;
    }

    /// <summary>Written by hand: a generated serializer for one small document would cost the binary more.</summary>
    public void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("name"u8, Name);
        writer.WriteString("version"u8, Version);
        writer.WriteString("api_version"u8, ApiVersion);
        writer.WriteString("role"u8, Role);
        writer.WriteString("subject"u8, Subject);
        writer.WriteStartObject("links"u8);
        foreach (var (name, path) in Links)
        {
            writer.WriteString(name, path);
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }
}
