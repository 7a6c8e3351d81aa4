using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Packages.Advisories;

/// <summary>Reads the advisories of the repositories that the package manager stores on disk.</summary>
internal interface IAdvisories
{
    /// <summary>Returns those that name one of these packages, in any version.</summary>
    AdvisoryData Read(IReadOnlySet<string> names, CancellationToken cancellationToken);
}

/// <summary>Advisories as stored on disk.</summary>
internal sealed class AdvisoryData
{
    public List<AdvisedPackage> Packages { get; } = [];

    /// <summary>Repositories whose advisories could not be read, with the reason as a clause.</summary>
    public Dictionary<string, string> Unread { get; } = [];
}
