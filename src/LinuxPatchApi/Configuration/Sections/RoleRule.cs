namespace LinuxPatchApi.Configuration.Sections;

/// <summary>
/// Gives a role to certificates. <paramref name="Pattern"/> is normalised as <see cref="CertificatePart"/> says; <c>*</c> is any run of
/// characters within a label or attribute, <c>?</c> is one.
/// </summary>
internal sealed record RoleRule(AccessRole Role, CertificatePart Part, string Pattern);
