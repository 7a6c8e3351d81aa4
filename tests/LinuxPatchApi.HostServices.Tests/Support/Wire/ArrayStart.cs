namespace LinuxPatchApi.HostServices.Tests.Support.Wire;

/// <summary>Where an array starts; given by <see cref="MessageWriter.WriteArrayStart"/>, taken by WriteArrayEnd.</summary>
internal readonly record struct ArrayStart(int LengthPosition, int DataPosition);
