namespace LinuxPatchApi.HostServices.PackageKit.Model;


/// <summary>Details of one package (signal Details).</summary>
/// <param name="Id">The package.</param>
/// <param name="License">Licence expression or "unknown".</param>
/// <param name="Group">Group name, or its number as text from daemons that send a number.</param>
/// <param name="Description">May have several lines; may be empty.</param>
/// <param name="Url">Home page; may be empty.</param>
/// <param name="Size">
/// Bytes: installed size of an installed package, else whatever the backend reports as size; 0 when not reported.
/// </param>
/// <param name="DownloadSize">Bytes; null when not reported (PackageKit before 1.2.6, or unknown to the backend).</param>
/// <param name="Summary">One line; may be empty.</param>
public sealed record PackageKitDetails(
    PackageId Id,
    string License,
    string Group,
    string Description,
    string Url,
    ulong Size,
    ulong? DownloadSize,
    string Summary);
