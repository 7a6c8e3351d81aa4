using System.Security.Cryptography.X509Certificates;
using LinuxPatchApi.Files;
using LinuxPatchApi.Pki;

namespace LinuxPatchApi.Cli.Setup;

/// <summary>
/// The CA of a setup: in the directory that the operator named, or, without one, in memory only, so that no disk of a patched host ever
/// has its key.
/// </summary>
internal sealed class SetupAuthority : IDisposable
{
    private const string Step = "ca";
    private readonly CertificateAuthority? _kept;
    private readonly X509Certificate2? _passing;
    private readonly DateTimeOffset _now;

    private SetupAuthority(CertificateAuthority? kept, X509Certificate2? passing, byte[] certificate, byte[] crl, DateTimeOffset now)
    {
        (_kept, _passing, Certificate, RevocationList, _now) = (kept, passing, certificate, crl, now);
    }

    /// <summary>The CA's certificate in PEM.</summary>
    public byte[] Certificate { get; }

    public byte[] RevocationList { get; }

    public bool IsKept => _kept is not null;

    /// <summary>A CA whose key goes with this process. Its list of revoked certificates is empty and lasts as long as the CA.</summary>
    public static SetupAuthority Passing(string name, TimeProvider clock)
    {
        var now = Issuer.Now(clock);
        var authority = Issuer.Authority(name, PkiLimits.DefaultAuthorityDays, now);
        var crl = RevocationListWriter.Pem(authority, [], 1, now, authority.NotAfter.ToUniversalTime());
        return new SetupAuthority(null, authority, Issuer.Pem(authority), crl, now);
    }

    /// <summary>The CA in a directory; creates it when there is none and <paramref name="name"/> is given.</summary>
    public static (SetupAuthority? Authority, StepFailure? Failure) Kept(string directory, string? name, TimeProvider clock)
    {
        var kept = new CertificateAuthority(directory, clock);
        if (!File.Exists(kept.Files.AuthorityCertificate))
        {
            if (name is null)
            {
                return (null, new StepFailure(Step, $"{directory} holds no CA",
                    "give the directory of the CA in force, or --force for a new one", ExitCode.NoInput));
            }
            if (kept.Initialise(name, PkiLimits.DefaultAuthorityDays, force: false) is { Failure: not null } failed)
            {
                return (null, Failure(failed, "name a directory that this user can write and that is empty or mode 0700"));
            }
        }
        var certificate = BoundedFile.Read(kept.Files.AuthorityCertificate, SetupLimits.MaxFileBytes);
        var crl = BoundedFile.Read(kept.Files.RevocationList, SetupLimits.MaxFileBytes);
        return (certificate.Problem ?? crl.Problem) is { } problem
            ? (null, new StepFailure(Step, problem.ToString(),
                $"'linux-patch-api pki crl --directory {directory}' writes the list again", ExitCode.InputOutput))
            : (new SetupAuthority(kept, null, certificate.Bytes!, crl.Bytes!, Issuer.Now(clock)), null);
    }

    /// <summary>True when the newest certificate of that name is revoked.</summary>
    public bool HasRevoked(string name) => _kept is not null
        && IssuedIndex.Read(_kept.Files.Index).Entries?.FindLast(entry => entry.Name == name) is { RevokedAt: not null };

    public (IssuedCertificate? Issued, StepFailure? Failure) Issue(CertificateUse use, string name, ServerNames names)
    {
        var days = _kept is null ? SetupLimits.UnrenewableDays : PkiLimits.DefaultLeafDays;
        var request = new IssueRequest(use, name, names.Addresses, names.Dns, days, Force: true);
        if (_passing is not null)
        {
            return (Issuer.Leaf(request, _passing, _now), null);
        }
        if (_kept!.Issue(request) is { Failure: not null } failed)
        {
            return (null, Failure(failed, "correct that and run the same command again"));
        }
        var certificate = BoundedFile.Read(_kept.Files.Certificate(name), SetupLimits.MaxFileBytes);
        var key = BoundedFile.Read(_kept.Files.Key(name), SetupLimits.MaxFileBytes);
        if ((certificate.Problem ?? key.Problem) is { } problem)
        {
            return (null, new StepFailure(Step, problem.ToString(), "run the same command again", ExitCode.InputOutput));
        }
        using var read = X509CertificateLoader.LoadCertificateFromFile(_kept.Files.Certificate(name));
        return (new IssuedCertificate(certificate.Bytes!, key.Bytes!, read.SerialNumber, read.NotBefore, read.NotAfter), null);
    }

    public void Dispose() => _passing?.Dispose();

    private static StepFailure Failure(PkiResult result, string remedy) =>
        new(Step, result.Lines[0], remedy, result.Failure == PkiFailure.Busy ? ExitCode.TemporaryFailure : ExitCode.InputOutput);
}
