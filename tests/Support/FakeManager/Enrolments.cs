using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LinuxPatchApi.FakeManager;

/// <summary>What a host posts.</summary>
internal sealed record Applicant(string MachineId, string Fqdn, IPAddress Address, string? Hostname, JsonObject Os);

/// <summary>Pending rows, hosts and bundles, with the order of the real approval. The bundles are in memory only, as there.</summary>
internal sealed class Enrolments(ManagerPki pki, Switches switches, TimeProvider time)
{
    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private static readonly TimeSpan RowLife = TimeSpan.FromHours(24);
    private static readonly TimeSpan BundleLife = TimeSpan.FromSeconds(600);
    private readonly Dictionary<string, (Applicant Who, DateTimeOffset At)> _pending = [];
    private readonly Dictionary<string, (string Body, DateTimeOffset From)> _bundles = [];

    private readonly Dictionary<string, byte[]> _serials = [];

    /// <summary>Everybody that was approved.</summary>
    public List<Applicant> Hosts { get; } = [];

    /// <summary>Everybody that waits.</summary>
    public IReadOnlyList<Applicant> Waiting => [.. _pending.Values.Select(row => row.Who)];

    /// <summary>All bundles ever handed out; the real manager keeps none.</summary>
    public int HandedOut { get; private set; }

    public (int Status, string Body) Enrol(byte[] body)
    {
        if (Read(body, out var status) is not { } applicant)
        {
            return (status, status == 500 ? """{"error":"Database error"}""" : "Failed to deserialize the JSON body into the target type");
        }
        Expire();
        if (_pending.Values.Any(row => row.Who.MachineId == applicant.MachineId))
        {
            return (500, """{"error":"Database error"}""");
        }
        var token = RandomNumberGenerator.GetString(Letters, 64);
        _pending[token] = (applicant, time.GetUtcNow());
        return (202, $$"""{"polling_token":"{{token}}"}""");
    }

    public (int Status, string Body) Poll(string token)
    {
        Expire();
        if (_pending.ContainsKey(token))
        {
            return (200, """{"status":"pending"}""");
        }
        if (_bundles.TryGetValue(token, out var bundle) && time.GetUtcNow() >= bundle.From)
        {
            _bundles.Remove(token);
            HandedOut++;
            return (200, bundle.Body);
        }
        return (200, """{"status":"notfound"}""");
    }

    /// <summary>What an administrator gets who approves the only waiting host: 200, 409 or 500.</summary>
    public int Approve() => Approve(_pending.Keys.Single());

    /// <summary>Approves everybody who waits, one after the other; the answers.</summary>
    public IReadOnlyList<int> ApproveAll() => [.. _pending.Keys.ToList().Select(Approve)];

    private int Approve(string token)
    {
        Expire();
        var who = _pending[token].Who;
        if (Hosts.Any(host => host.Fqdn == who.Fqdn || host.Address.Equals(who.Address)))
        {
            return 409;
        }
        Hosts.Add(who);
        if (switches.FailAfterHostRow)
        {
            return 500;
        }
        using var foreign = new ManagerPki(time, "Foreign CA");
        var issuer = switches.ForeignAuthority ? foreign : pki;
        using var server = issuer.Server(switches.WrongNames ? "other.example.org" : who.Fqdn,
            switches.WrongNames ? IPAddress.Parse("192.0.2.99") : who.Address, switches.ClockAhead);
        using var other = issuer.Server(who.Fqdn, who.Address);
        _pending.Remove(token);
        _serials[who.Fqdn] = server.SerialNumberBytes.ToArray();
        var document = new JsonObject
        {
            ["status"] = "approved",
            ["ca_crt"] = pki.AuthorityPem,
            ["ca_chain"] = pki.AuthorityPem,
            ["server_crt"] = server.ExportCertificatePem(),
            ["server_key"] = ManagerPki.KeyPem(switches.ForeignKey ? other : server),
            ["crl_pem"] = switches.EmptyCrl ? "" : pki.Crl(),
        };
        _bundles[token] = (document.ToJsonString(), time.GetUtcNow() + switches.ApproveGap);
        return 200;
    }

    /// <summary>
    /// What the manager shows in the browser after it has re-issued a host's certificates. The present one is revoked at once.
    /// </summary>
    public string Reissue(string fqdn, string address)
    {
        using var server = pki.Server(fqdn, IPAddress.Parse(address));
        using var client = pki.Server(fqdn, IPAddress.Parse(address));
        if (_serials.Remove(fqdn, out var present))
        {
            pki.Revoke(present);
        }
        _serials[fqdn] = server.SerialNumberBytes.ToArray();
        return new JsonObject
        {
            ["cert_pem"] = client.ExportCertificatePem(),
            ["key_pem"] = ManagerPki.KeyPem(client),
            ["serial_number"] = client.SerialNumber,
            ["expires_at"] = client.NotAfter.ToUniversalTime().ToString("o"),
            ["server_cert_pem"] = server.ExportCertificatePem(),
            ["server_key_pem"] = ManagerPki.KeyPem(server),
            ["server_serial_number"] = server.SerialNumber,
            ["ca_root_pem"] = pki.AuthorityPem,
        }.ToJsonString();
    }

    /// <summary>Refuses everybody who waits: the rows are gone, nothing else.</summary>
    public void Deny() => _pending.Clear();

    /// <summary>A restart of the manager: bundles are in memory only.</summary>
    public void Restart() => _bundles.Clear();

    /// <summary>Null when the real manager would refuse the document, as a strict typed client.</summary>
    private static Applicant? Read(byte[] body, out int status)
    {
        status = 422;
        try
        {
            if (JsonNode.Parse(body) is not JsonObject document)
            {
                return null;
            }
            var hostname = document.TryGetPropertyValue("hostname", out var given) && given is not null ? given.GetValue<string>() : null;
            var (id, fqdn, ip) = (document["machine_id"]!.GetValue<string>(), document["fqdn"]!.GetValue<string>(),
                document["ip_address"]!.GetValue<string>());
            var os = document["os_details"]!.AsObject();
            if (os.Any(member => member.Value is not JsonValue value || value.GetValueKind() != JsonValueKind.String))
            {
                return null;
            }
            status = 500;
            return IPAddress.TryParse(ip, out var address) ? new Applicant(id, fqdn, address, hostname, os) : null;
        }
        catch (JsonException)
        {
            status = 400;
            return null;
        }
        catch (Exception error) when (error is NullReferenceException or InvalidOperationException)
        {
            return null;
        }
    }

    private void Expire()
    {
        var now = time.GetUtcNow();
        foreach (var token in _pending.Where(row => now - row.Value.At > RowLife).Select(row => row.Key).ToList())
        {
            _pending.Remove(token);
        }
        foreach (var token in _bundles.Where(bundle => now - bundle.Value.From > BundleLife).Select(bundle => bundle.Key).ToList())
        {
            _bundles.Remove(token);
        }
    }
}
