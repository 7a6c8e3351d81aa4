namespace LinuxPatchApi.HostServices.Tests.Support.Wire;

/// <summary>Where an array ends; given by <see cref="MessageReader.ReadArrayStart"/>.</summary>
internal readonly record struct ArrayEnd(int Position);
