namespace LinuxPatchApi.Api.Contracts;

/// <summary>The members by which a list of packages is filtered and sorted.</summary>
internal interface IListed
{
    string Name { get; }

    string Version { get; }

    string Architecture { get; }

    string Status { get; }

    bool Upgradable { get; }

    long? SizeBytes { get; }
}
