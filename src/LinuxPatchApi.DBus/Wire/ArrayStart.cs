namespace LinuxPatchApi.DBus.Wire;


/// <summary>Where an array starts; given by <see cref="MessageWriter.WriteArrayStart"/>, taken by WriteArrayEnd.</summary>
public readonly record struct ArrayStart(int LengthPosition, int DataPosition);
