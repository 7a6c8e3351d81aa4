namespace LinuxPatchApi.DBus.Wire;


/// <summary>Where an array ends; given by <see cref="MessageReader.ReadArrayStart"/>.</summary>
public readonly record struct ArrayEnd(int Position);
