using System.Text;
using LinuxPatchApi.Configuration.Sections;
using LinuxPatchApi.Files;
using LinuxPatchApi.Packages.Families;
using LinuxPatchApi.Packages.Repositories.Fleet;

namespace LinuxPatchApi.ManagerRepository;

/// <summary>The two files of the manager's repository on a host.</summary>
/// <param name="Family">Null where the manager's repository cannot work.</param>
/// <param name="Root">The host's root directory.</param>
internal sealed record RepositoryHost(IFleetRepository? Family, string WhyNone, FleetRelease Release, string Root)
{
    private const UnixFileMode Public = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    public static RepositoryHost Of(IPackageFamily family, DistributionRelease release, string root) =>
        new(family.FleetRepository, family.WhyNoFleetRepository, new FleetRelease(release.Id, release.Release), root);

    /// <summary>What the manager is asked for; null with a clause when there is nothing to ask.</summary>
    public (FleetQuery? Query, string? WhyNot) Query => Family is null ? (null, WhyNone) : Family.Query(Release);

    public string KeyPath => Path.Combine(Root, Family!.KeyFile);

    public string SourcePath => Path.Combine(Root, Family!.SourceFile);

    /// <summary>The manager whose repository is set up; null when there is none, or when the configuration leaves it alone.</summary>
    public static Uri? ManagerOf(EnrollmentSettings settings) => settings.SetsRepository ? settings.ManagerUrl : null;

    /// <summary>The hosts that the repository may be on.</summary>
    public static FleetHosts Hosts(EnrollmentSettings settings) =>
        new([.. new[] { settings.ManagerUrl?.IdnHost, settings.RepositoryHost }.OfType<string>()]);

    public (JudgedRepository? Good, string? Problem) Judge(byte[] answer, EnrollmentSettings settings, DateTimeOffset now) =>
        Family is null ? (null, WhyNone) : FleetJudge.Judge(answer, Family, Release, Hosts(settings), now);

    /// <summary>Judges what is kept once more and writes it. Returns null, or why it was not written.</summary>
    public string? WriteKept(RepositoryDirectory disk, EnrollmentSettings settings, DateTimeOffset now)
    {
        if (ManagerOf(settings) is null)
        {
            return "there is no manager, or enrollment.repository is false";
        }
        if (disk.ReadAnswer() is not { } answer)
        {
            return $"there is no answer of the manager ({disk.AnswerFile})";
        }
        var (good, problem) = Judge(answer, settings, now);
        return good is null ? problem : Write(good);
    }

    /// <summary>True when both files have what was judged good. A file that cannot be read may have anything.</summary>
    public bool IsInPlace(JudgedRepository good) => Differing(good) is { Files.Count: 0, Problem: null };

    /// <summary>What of a repository is on this host, in words for what has to be deleted.</summary>
    public IReadOnlyList<string> Left()
    {
        var left = new List<string>();
        if (Family is null)
        {
            return left;
        }
        // What cannot be read counts where the whole file is the repository's, and not where it is others' too.
        var source = BoundedFile.Read(SourcePath, RepositoryLimits.FileBytes);
        if (source.Problem is not { Reason: FileFailure.NotFound } && Family.IsNamedIn(Encoding.Latin1.GetString(source.Bytes ?? [])))
        {
            left.Add(Family.Named);
        }
        if (Path.Exists(KeyPath))
        {
            left.Add($"/{Family.KeyFile}");
        }
        return left;
    }

    /// <summary>Writes what differs, the key first: a repository without its key fails every refresh.</summary>
    /// <returns>Null, or why it could not be written.</returns>
    public string? Write(JudgedRepository good)
    {
        var (files, problem) = Differing(good);
        return problem ?? AtomicFile.WriteAll(files).Problem?.ToString();
    }

    private (List<NewFile> Files, string? Problem) Differing(JudgedRepository good)
    {
        var files = new List<NewFile>();
        if (BoundedFile.Read(KeyPath, RepositoryLimits.FileBytes).Bytes is not { } key || !key.AsSpan().SequenceEqual(good.Key.Content))
        {
            files.Add(new NewFile(KeyPath, good.Key.Content, Public));
        }
        var present = BoundedFile.Read(SourcePath, RepositoryLimits.FileBytes);
        if (present.Problem is { Reason: not FileFailure.NotFound } unreadable)
        {
            // It may hold lines of others, which must not be lost.
            return (files, unreadable.ToString());
        }
        // Byte for byte, whatever the encoding of the other lines.
        var text = present.Bytes is { } bytes ? Encoding.Latin1.GetString(bytes) : null;
        var content = Family!.Content(good.Source, text);
        if (content != text)
        {
            files.Add(new NewFile(SourcePath, Encoding.Latin1.GetBytes(content), FileOwner.Of(SourcePath)?.Mode ?? Public));
        }
        return (files, null);
    }
}
