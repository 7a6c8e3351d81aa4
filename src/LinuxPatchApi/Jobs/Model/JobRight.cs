namespace LinuxPatchApi.Jobs.Model;

/// <summary>
/// What gave the client the right to the job, stored until the job has ended: a right that is lost before the job begins is not used.
/// </summary>
/// <param name="Role">Wire name of the role that the job requires.</param>
/// <param name="Certificates">DER of the client's certificate, and of those above it that are not in the CA file.</param>
internal sealed record JobRight(string Role, IReadOnlyList<byte[]> Certificates);
