using System.Net;
using System.Text;
using LinuxPatchApi.Configuration;
using LinuxPatchApi.Configuration.Sections;
using LinuxPatchApi.Files;
using LinuxPatchApi.Files.Directories;
using LinuxPatchApi.Tls;
using LinuxPatchApi.Tls.Pem;
using LinuxPatchApi.Tls.Revocation;

namespace LinuxPatchApi.Enrolment;

/// <summary>Installs what an enrolment brings, all of it in one step.</summary>
internal static class EnrolledFiles
{
    /// <summary>Null when everything is in place.</summary>
    /// <param name="settings">For the place.</param>
    /// <param name="managerAddress">Where the manager answered; it is let in beside its name. Null when unknown.</param>
    public static FileProblem? Install(
        Settings settings, JudgedBundle bundle, Uri manager, string trust, IPAddress? managerAddress, DateTimeOffset now)
    {
        var files = new List<(string, byte[])>
        {
            (Enrolled.Authorities, bundle.Authorities), (Enrolled.Server, bundle.Server), (Enrolled.Key, bundle.Key),
            (Enrolled.Allowed, AllowList(manager, managerAddress)),
            (Enrolled.Manager, Encoding.UTF8.GetBytes($"{manager.AbsoluteUri}\n{trust}\n")),
        };
        // The directory with the present lists is deleted, and a bundle may bring none, or not those of all CAs.
        if (CrlCopy.Merge(bundle.Crl, PresentLists(settings), PemAuthorities.Of(bundle.Authorities), now) is { } crl)
        {
            files.Add((Enrolled.Crl, crl));
        }
        return AtomicDirectory.Write(Enrolled.Pointer(settings), files, directory => WhyNotServable(settings, directory, now));
    }

    /// <summary>The file of lists beside the present certificates; null when there is none that can be read.</summary>
    private static byte[]? PresentLists(Settings settings) =>
        AtomicDirectory.Current(Enrolled.Pointer(settings)) is { } present
            ? BoundedFile.Read(Path.Combine(present, Enrolled.Crl), CrlLimits.MaxBytes).Bytes
            : null;

    /// <summary>The last judge is the code that will serve with these files.</summary>
    private static string? WhyNotServable(Settings settings, string directory, DateTimeOffset now)
    {
        var loaded = TlsLoader.Load(Enrolled.At(settings.Tls, directory), crlCopy: null, now);
        return loaded.Material is null ? loaded.Problems.First(problem => problem.IsFatal).ToString() : null;
    }

    private static byte[] AllowList(Uri manager, IPAddress? address)
    {
        var text = new StringBuilder("# Written by the enrolment: the fleet manager. Others belong into whitelist.yaml.\nentries:\n");
        var host = manager.IdnHost;
        text.Append("  - \"").Append(host).Append("\"\n");
        if (address is not null && address.ToString() != host)
        {
            text.Append("  - \"").Append(address).Append("\"\n");
        }
        return Encoding.UTF8.GetBytes(text.ToString());
    }
}
