namespace LinuxPatchApi.Api.Lists;

/// <summary>What a list of packages is filtered and sorted by.</summary>
internal interface IListed
{
    string Name { get; }

    string Version { get; }

    string Architecture { get; }

    string Status { get; }

    bool Upgradable { get; }

    long? SizeBytes { get; }
}
