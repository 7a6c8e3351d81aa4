using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using LinuxPatchApi.Configuration.Findings;
using LinuxPatchApi.Configuration.Keys;
using LinuxPatchApi.Tls;
using LinuxPatchApi.Tls.Pem;

namespace LinuxPatchApi.Enrolment;

/// <summary>The texts of an approved answer, or of the document of a re-issue. Not judged.</summary>
internal sealed record Bundle(string Authority, string Chain, string Server, string Key, string Crl)
{
    /// <summary>Reads an answer of the manager. Unknown members are left alone: it may learn to send more.</summary>
    /// <returns>The bundle; or the state, if it is another than approved; or what is wrong, as a clause.</returns>
    public static (Bundle? Bundle, string? Status, string? Failure) Parse(byte[] answer)
    {
        try
        {
            // A byte order mark changes nothing (RFC 8259 section 8.1 lets a reader skip it).
            using var document = JsonDocument.Parse(
                answer.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? answer.AsMemory(Encoding.UTF8.Preamble.Length) : answer);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
            {
                return (null, null, "the answer is not a JSON object");
            }
            var status = Text(root, "status");
            return status != "approved"
                ? (null, status ?? "", null)
                : Of(root, "ca_crt", "ca_chain", "server_crt", "server_key", "crl_pem") is var (bundle, missing) && bundle is not null
                    ? (bundle, null, null)
                    : (null, null, $"{missing} is missing or not a text");
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return (null, null, "the answer is not JSON");
        }
    }

    /// <summary>
    /// Members of a re-issue that stay unused: the manager shows the host's client certificate and what lists show of both beside the files
    /// that an agent needs.
    /// </summary>
    private static readonly string[] Unused = ["cert_pem", "key_pem", "serial_number", "expires_at", "server_serial_number"];

    private static readonly string[] Used = ["ca_root_pem", "server_cert_pem", "server_key_pem"];

    /// <summary>
    /// Reads the document that the manager shows after it has re-issued a host's certificates. An unknown member is refused: it comes by a
    /// person's hands, who would take it for imported, as a revocation list; and unlike an answer to the agent it is not gone by that.
    /// </summary>
    public static (Bundle? Bundle, string? Failure) ParseReissue(byte[] content)
    {
        try
        {
            using var document = JsonDocument.Parse(content, new JsonDocumentOptions { AllowDuplicateProperties = false });
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
            {
                return (null, "it is not a JSON object");
            }
            foreach (var member in root.EnumerateObject())
            {
                if (!Used.Contains(member.Name, StringComparer.Ordinal) && !Unused.Contains(member.Name, StringComparer.Ordinal))
                {
                    return (null, $"{Quoted.Show(member.Name)} is no member of such a document{NearestName.Hint(member.Name, Used)}; it "
                        + $"has {string.Join(", ", Used)}, and may have {string.Join(", ", Unused)}");
                }
            }
            var (bundle, missing) = Of(root, "ca_root_pem", null, "server_cert_pem", "server_key_pem", null);
            return bundle is null ? (null, $"{missing} is missing or not a text") : (bundle, null);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return (null, "it is not JSON, or it has a member twice");
        }
    }

    private static (Bundle? Bundle, string? Missing) Of(
        JsonElement root, string authority, string? chain, string server, string key, string? crl)
    {
        foreach (var name in (string?[])[authority, chain, server, key, crl])
        {
            if (name is not null && Text(root, name) is null)
            {
                return (null, name);
            }
        }
        return (new Bundle(Text(root, authority)!, chain is null ? "" : Text(root, chain)!, Text(root, server)!, Text(root, key)!,
            crl is null ? "" : Text(root, crl)!), null);
    }

    private static string? Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
