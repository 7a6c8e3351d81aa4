using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using LinuxPatchApi.Enrolment;
using LinuxPatchApi.Http.Client;
using LinuxPatchApi.Http.Limits;
using LinuxPatchApi.Packages.Families.Apk;
using LinuxPatchApi.Packages.Families.Deb.Settings;
using LinuxPatchApi.Packages.Families.Rpm;
using LinuxPatchApi.Packages.Repositories.Fleet;

namespace LinuxPatchApi.Fuzz.Targets;

/// <summary>
/// Answers of a fleet manager: states, certificates and a repository. Whatever is changed in them, nothing else is judged good, and no
/// answer takes an enrolment further than the manager can.
/// </summary>
internal static class ManagerTarget
{
    private const string Host = "manager.example.org";
    private static readonly DateTimeOffset Now = new(2026, 12, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly IPAddress Address = IPAddress.Parse("192.0.2.7");
    private static readonly JsonObject Approved = NewBundle();
    private static readonly byte[] Leaf = X509Certificate2.CreateFromPem((string)Approved["server_crt"]!).RawData;

    private static readonly (IFleetRepository Family, FleetRelease Release, string Distribution, string Source)[] Repositories =
    [
        (new AptFleetRepository(), new FleetRelease("debian", "13"), "debian",
            $"deb [signed-by=/etc/apt/keyrings/lpa-repo.gpg] https://{Host}/apt debian13 main"),
        (new RpmFleetRepository(), new FleetRelease("rocky", "9.5"), "almalinux",
            $"[lpa-repo]\nname=lpa-repo\nbaseurl=https://{Host}/dnf/el9/\nenabled=1\nrepo_gpgcheck=1\ngpgcheck=0\n"
                + "gpgkey=file:///etc/pki/rpm-gpg/lpa-repo.gpg\n"),
        (new ApkFleetRepository(), new FleetRelease("alpine", "3.21.2"), "alpine", $"https://{Host}/apk/v3.21"),
    ];

    private static readonly string Token = new('t', EnrolmentLimits.TokenCharacters);
    private static readonly EnrolmentMachine Machine = new(TimeSpan.FromSeconds(60), maxPolls: 100);

    private static readonly EnrolmentRecord Polling = new(EnrolmentStage.Waiting, new Uri($"https://{Host}/"), "system", Now)
    {
        Token = Token,
        Fqdn = "web1.example.org",
        Address = "192.0.2.7",
        Interval = 60,
    };

    public static void Check(byte[] input) => Allocations.Bounded(
        input,
        () =>
        {
            Reply(new FetchResult(FetchOutcome.Complete, input, null) { Status = 200, MediaType = "application/json" });
            using (var reader = new ResponseReader(new HttpLimits { BodyBytes = EnrolmentLimits.AnswerBytes }, anyStatus: true))
            {
                reader.Append(input);
                var fetched = reader.End();
                Reply(fetched with { Received = reader.Received });
            }
            if (Bundle.Parse(input).Bundle is { } bundle)
            {
                Judge(bundle);
            }
            if (Bundle.ParseReissue(input).Bundle is { } reissued)
            {
                Judge(reissued);
            }
            foreach (var (family, release, _, source) in Repositories)
            {
                var (good, problem) = FleetJudge.Judge(input, family, release, new FleetHosts([Host]), Now);
                Violation.Unless((good is null) != (problem is null), "neither judged good nor a problem");
                Violation.Unless(good is null || IsOfTheForm(good.Source, source), $"judged good: {good?.Source}");
            }
        });

    public static IEnumerable<byte[]> Seeds()
    {
        yield return Encoding.UTF8.GetBytes(Approved.ToJsonString());
        foreach (var (status, more, body) in new[]
        {
            (200, "", """{"status":"pending"}"""), (200, "", """{"status":"notfound"}"""), (200, "", """{"status":"denied"}"""),
            (202, "", $$"""{"polling_token":"{{Token}}"}"""), (429, "Retry-After: 12\r\n", "Too Many Requests! Wait for 12s"),
            (500, "", """{"error":"Database error"}"""), (422, "", "Failed to deserialize the JSON body into the target type"),
            (200, "", $$"""{"message":"{{new string('x', EnrolmentLimits.StateBytes)}}","status":"pending"}"""),
        })
        {
            yield return Encoding.ASCII.GetBytes(body);
            yield return Encoding.ASCII.GetBytes(
                $"HTTP/1.1 {status} x\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n{more}\r\n{body}");
        }
        yield return Encoding.UTF8.GetBytes(new JsonObject
        {
            ["server_cert_pem"] = (string)Approved["server_crt"]!,
            ["server_key_pem"] = (string)Approved["server_key"]!,
            ["ca_root_pem"] = (string)Approved["ca_crt"]!,
        }.ToJsonString());
        var key = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "corpus/openpgp/armoured"));
        using var rsa = RSA.Create(2048);
        foreach (var (family, _, distribution, source) in Repositories)
        {
            yield return Encoding.UTF8.GetBytes(new JsonObject
            {
                ["gpg_public_key"] = distribution == "alpine" ? "" : key,
                ["apk_rsa_public_key"] = distribution == "alpine" ? rsa.ExportSubjectPublicKeyInfoPem() : null,
                ["sources_config"] = source,
                ["keyring_path"] = "/" + family.KeyFile,
                ["distro_id"] = distribution,
            }.ToJsonString());
        }
    }

    /// <summary>An answer to a poll and to the first request.</summary>
    private static void Reply(FetchResult fetched)
    {
        var reply = ManagerReply.OfPoll(fetched);
        Violation.Unless(reply.Kind != ReplyKind.Token, "a poll gave a token");
        Violation.Unless((reply.Kind == ReplyKind.Failed) == (reply.Problem != EnrolmentProblem.None), "failed without a problem");
        Violation.Unless(
            reply.Kind != ReplyKind.Bundle || fetched.Body.Length > EnrolmentLimits.StateBytes, "a short answer was taken for the bundle");
        Violation.Unless(reply.Seen is null || !reply.Seen.Any(char.IsControl), "a control character in what was seen");
        Violation.Unless(reply.Seen is null || reply.Seen.Length <= 2 * EnrolmentLimits.DetailCharacters, "what was seen is too long");
        Step(Machine.AfterPoll(Polling, reply, Now, 0.5), reply.Kind == ReplyKind.Bundle);
        if (Bundle.Parse(fetched.Body).Status is { } status)
        {
            Step(Machine.AfterWrongAnswer(Polling with { Stage = EnrolmentStage.Received }, ManagerReply.OfState(status), Now, 0.5), false);
        }
        var first = ManagerReply.OfPost(fetched);
        Violation.Unless(first.Kind is ReplyKind.Token or ReplyKind.Failed, "the first answer is neither a token nor a failure");
        Violation.Unless(first.Kind != ReplyKind.Token || ManagerReply.IsToken(first.Seen!), "a token of another form");
    }

    private static void Step(EnrolmentRecord next, bool hasBundle)
    {
        Violation.Unless(next.Token == Token, "the token was lost");
        Violation.Unless((next.Stage == EnrolmentStage.Received) == hasBundle, "received without an answer on the disk, or not with one");
        Violation.Unless(next.Stage is not (EnrolmentStage.Asking or EnrolmentStage.Installed or EnrolmentStage.Ready), $"{next.Stage}");
        Violation.Unless(next.IsOver || next.NextAt > Now || hasBundle, "polled again at once");
        Violation.Unless(next.NextAt <= Now + (EnrolmentLimits.LongestRetry * (1 + EnrolmentLimits.Jitter)), "not polled any more");
    }

    private static void Judge(Bundle bundle)
    {
        var judged = BundleJudge.Judge(bundle, "web1.example.org", Address, Now);
        Violation.Unless((judged.Good is null) == (judged.Detail is not null || judged.Problem != EnrolmentProblem.None), "no verdict");
        if (judged.Good is { } good)
        {
            using var server = X509Certificate2.CreateFromPem(Encoding.ASCII.GetString(good.Server), Encoding.ASCII.GetString(good.Key));
            Violation.Unless(server.RawData.AsSpan().SequenceEqual(Leaf), "another certificate was judged good");
        }
    }

    /// <summary>The known form, but for the path on the manager's host and the spelling of scheme and host.</summary>
    private static bool IsOfTheForm(string judged, string expected) =>
        judged.Count(c => c == '\n') <= expected.TrimEnd('\n').Count(c => c == '\n') + 1
        && judged.Contains("://" + Host, StringComparison.OrdinalIgnoreCase) && !judged.Contains("trusted", StringComparison.Ordinal);

    private static JsonObject NewBundle()
    {
        using var authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var root = new CertificateRequest("CN=Fuzz root", authorityKey, HashAlgorithmName.SHA256);
        root.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        root.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.CrlSign | X509KeyUsageFlags.KeyCertSign, true));
        root.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(root.PublicKey, false));
        using var authority = root.CreateSelfSigned(Now.AddDays(-1), Now.AddYears(10));
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var leaf = new CertificateRequest("CN=web1", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("web1.example.org");
        names.AddIpAddress(Address);
        leaf.CertificateExtensions.Add(names.Build());
        leaf.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], false));
        using var server = leaf.Create(authority, Now.AddHours(-1), Now.AddDays(365), [1, 2, 3, 4]);
        var list = new CertificateRevocationListBuilder().Build(authority, 7, Now.AddDays(1), HashAlgorithmName.SHA256, thisUpdate: Now);
        return new JsonObject
        {
            ["status"] = "approved",
            ["ca_crt"] = authority.ExportCertificatePem(),
            ["ca_chain"] = authority.ExportCertificatePem(),
            ["server_crt"] = server.ExportCertificatePem(),
            ["server_key"] = key.ExportPkcs8PrivateKeyPem(),
            ["crl_pem"] = PemEncoding.WriteString("X509 CRL", list),
        };
    }
}
