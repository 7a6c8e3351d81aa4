using LinuxPatchApi.Configuration.Sections;
using LinuxPatchApi.Files;
using LinuxPatchApi.Pki;
using LinuxPatchApi.Pki.Bundles;
using LinuxPatchApi.Tls;
using LinuxPatchApi.Tls.Pem;
using LinuxPatchApi.Tls.Revocation;

namespace LinuxPatchApi.Cli.Setup;

/// <summary>
/// Puts certificate files where the configuration names them. They are checked by the rules of the agent's start, and all of them written
/// beside the old ones, before the first is replaced. Files that already have the content and mode are left alone. The files of an
/// enrolment stay as they are: the operator's own win over them.
/// </summary>
/// <param name="inForce">May name the files of an enrolment.</param>
internal sealed class HostFilesInstall(TlsSettings inForce, DateTimeOffset now)
{
    private const string Step = "certificates";
    private const UnixFileMode PrivateDirectory = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode PrivateFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode PublicFile = PrivateFile | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private readonly TlsSettings _settings = inForce.Configured ?? inForce;

    public string KeyPath => ServerKeyFile.Choose(_settings.ServerKeyPaths);

    /// <summary>Returns the names of the files that were written, and why not all were.</summary>
    public (IReadOnlyList<string> Written, StepFailure? Failure) Apply(HostFiles files)
    {
        if (Check(files) is { } refused)
        {
            return ([], refused);
        }
        NewFile[] all =
        [
            new(KeyPath, files.Key, PrivateFile),
            new(_settings.ServerCertificatePath, files.Certificate, PublicFile),
            new(_settings.CaCertificatePath, files.Authorities, PublicFile),
        ];
        NewFile[] missing =
            [.. (files.RevocationList is { } crl ? [.. all, new(_settings.CrlPath, crl, PublicFile)] : all).Where(file => !IsThere(file))];
        if (missing.Select(file => Prepare(file.Path)).FirstOrDefault(problem => problem is not null) is { } noDirectory)
        {
            return ([], Failed(noDirectory, "nothing was replaced"));
        }
        var (replaced, failure) = AtomicFile.WriteAll(missing);
        string[] names = [.. missing.Select(file => Path.GetFileName(file.Path))];
        return (names[..replaced], failure is null ? null : Failed(failure, replaced == 0 ? "nothing was replaced"
            : $"replaced: {string.Join(", ", names[..replaced])}"
                + (replaced == names.Length ? "" : $"; not replaced: {string.Join(", ", names[replaced..])}")));
    }

    /// <summary>Compares a revocation list that is to be put in place with the one that is there, by their content.</summary>
    /// <param name="authorities">The CAs in PEM; lists of others do not count.</param>
    /// <returns>Also why the coming list cannot be used; null when it can.</returns>
    public (CrlOrder Order, string? Problem) Compare(byte[] coming, byte[] authorities, string name)
    {
        var trusted = PemAuthorities.Of(authorities);
        var lists = CrlFile.Parse(name, coming, trusted, now);
        var order = CrlDecision.Compare(CrlFile.Load(_settings.CrlPath, trusted, now).Lists, lists.Lists);
        return (order, lists.Lists.Count == 0 ? lists.Reason : null);
    }

    private static StepFailure Failed(FileProblem problem, string state) => new(
        Step, $"{problem}; {state}", "run this as root, on a file system that can be written", ExitCode.InputOutput);

    /// <summary>Loads the files from a private directory as a start would. Null when the agent can start with them.</summary>
    private StepFailure? Check(HostFiles files)
    {
        DirectoryInfo? staged = null;
        try
        {
            staged = Directory.CreateTempSubdirectory("linux-patch-api-");
            string In(string name) => Path.Combine(staged.FullName, name);
            var there = _settings with
            {
                CaCertificatePath = In("ca.pem"),
                ServerCertificatePath = In("server.pem"),
                ServerKeyPaths = [In("server.key.pem")],
                CrlPath = In("crl.pem"),
            };
            var problem = PkiFiles.WritePrivate(there.ServerKeyPaths[0], files.Key)
                ?? PkiFiles.WritePublic(there.ServerCertificatePath, files.Certificate)
                ?? PkiFiles.WritePublic(there.CaCertificatePath, files.Authorities)
                ?? (files.RevocationList is { } crl ? PkiFiles.WritePublic(there.CrlPath, crl) : null);
            if (problem is not null)
            {
                return new StepFailure(Step, problem.ToString(), "make room in the directory for temporary files", ExitCode.InputOutput);
            }
            var loaded = TlsLoader.Load(there, null, now);
            return loaded.Material is not null
                ? null
                : new StepFailure(Step, string.Join("; ",
                    loaded.Problems.Where(p => p.IsFatal).Select(p => $"{Path.GetFileName(p.Path)}: {p.Detail}")),
                    "nothing was changed; make the bundle again", ExitCode.DataError);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return new StepFailure(
                Step, SystemErrorText.Of(error), "make the directory for temporary files writable", ExitCode.InputOutput);
        }
        finally
        {
            Remove(staged);
        }
    }

    private static void Remove(DirectoryInfo? staged)
    {
        try
        {
            foreach (var file in staged?.GetFiles() ?? [])
            {
                file.Delete();
            }
            staged?.Delete();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // It is private to this user, and what matters has been done or reported.
        }
    }

    private static FileProblem? Prepare(string path)
    {
        var directory = Path.GetDirectoryName(Path.GetFullPath(path))!;
        try
        {
            Directory.CreateDirectory(directory, PrivateDirectory);
            return null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return FileProblem.From(directory, error);
        }
    }

    private static bool IsThere(NewFile file) =>
        BoundedFile.Read(file.Path, SetupLimits.MaxFileBytes).Bytes is { } bytes && bytes.AsSpan().SequenceEqual(file.Content)
        && FileOwner.Of(file.Path) is { } owner && (file.Mode == PublicFile || owner.Mode == file.Mode)
        && owner.User == FileOwner.OfProcess();
}
