using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
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
            using var document = JsonDocument.Parse(answer);
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

    /// <summary>Reads the document that the manager shows after it has re-issued a host's certificates.</summary>
    public static (Bundle? Bundle, string? Failure) ParseReissue(byte[] content)
    {
        try
        {
            using var document = JsonDocument.Parse(content);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
            {
                return (null, "it is not a JSON object");
            }
            var (bundle, missing) = Of(root, "ca_root_pem", null, "server_cert_pem", "server_key_pem", null);
            return bundle is null ? (null, $"{missing} is missing or not a text") : (bundle, null);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return (null, "it is not JSON");
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
