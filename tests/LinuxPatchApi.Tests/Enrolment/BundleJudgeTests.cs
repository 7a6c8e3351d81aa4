using System.Net;
using System.Security.Cryptography.X509Certificates;
using LinuxPatchApi.Enrolment;
using LinuxPatchApi.FakeManager;
using Microsoft.Extensions.Time.Testing;

namespace LinuxPatchApi.Tests.Enrolment;

/// <summary>Bundles that the loader of certificates accepts, and what looks at them later does not.</summary>
public sealed class BundleJudgeTests : IDisposable
{
    private static readonly IPAddress Address = IPAddress.Parse("192.0.2.7");
    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());
    private readonly ManagerPki _pki;

    public BundleJudgeTests() => _pki = new ManagerPki(_time);

    public void Dispose() => _pki.Dispose();

    /// <summary>Found by the fuzzer: the library ends the search for a chain with an exception.</summary>
    [Theory]
    [InlineData("", EnrolmentProblem.None)]
    [InlineData("authority", EnrolmentProblem.BadBundle)]
    [InlineData("server", EnrolmentProblem.BadChain)]
    public void Certificate_with_a_date_that_is_none_is_refused(string which, object expected)
    {
        using var authority = X509Certificate2.CreateFromPem(_pki.AuthorityPem);
        using var server = _pki.Server("web1.example.org", Address);
        var judged = BundleJudge.Judge(
            new Bundle(
                Pem(authority, which == "authority"), _pki.AuthorityPem, Pem(server, which == "server"), ManagerPki.KeyPem(server), ""),
            "web1.example.org", Address, _time.GetUtcNow());
        Assert.Equal((expected, which == ""), (judged.Problem, judged.Good is not null));
    }

    /// <summary>A manager may learn to send more, such as the configuration of its repository.</summary>
    [Fact]
    public void Members_beside_those_of_a_bundle_are_left_alone()
    {
        using var server = _pki.Server("web1.example.org", Address);
        var answer = new System.Text.Json.Nodes.JsonObject
        {
            ["repo_config"] = new System.Text.Json.Nodes.JsonObject { ["sources_config"] = "deb https://x/ y main" },
            ["status"] = "approved",
            ["ca_crt"] = _pki.AuthorityPem,
            ["ca_chain"] = _pki.AuthorityPem,
            ["server_crt"] = server.ExportCertificatePem(),
            ["server_key"] = ManagerPki.KeyPem(server),
            ["crl_pem"] = "",
        };
        // A byte order mark before it is skipped.
        var (bundle, status, failure) = Bundle.Parse(System.Text.Encoding.UTF8.GetBytes("\uFEFF" + answer.ToJsonString()));
        Assert.Equal((null, null), (status, failure));
        Assert.NotNull(BundleJudge.Judge(bundle!, "web1.example.org", Address, _time.GetUtcNow()).Good);
    }

    private static string Pem(X509Certificate2 certificate, bool isDamaged)
    {
        var der = certificate.RawData.ToArray();
        if (isDamaged)
        {
            der[der.AsSpan().IndexOf((byte[])[0x17, 0x0D]) + 2] = (byte)'/';
        }
        return System.Security.Cryptography.PemEncoding.WriteString("CERTIFICATE", der);
    }
}
