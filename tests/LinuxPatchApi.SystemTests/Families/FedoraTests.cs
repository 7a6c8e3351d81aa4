namespace LinuxPatchApi.SystemTests.Families;

/// <summary>PackageKit 1.4.0 with dnf5.</summary>
public sealed class FedoraTests(FedoraHost host) : RpmConformance<FedoraHost>(host);
