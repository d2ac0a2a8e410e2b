using SuperResFarm.Models.Pickles;

namespace SuperResFarm.Models.Checkpoints;

/// <summary>Where the raw elements of a checkpoint lie; one implementation for each file format.</summary>
internal interface IStorageSource
{
    /// <returns>The bytes of the whole stored run, exactly count times element size long.</returns>
    byte[] Read(StorageReference storage);
}
