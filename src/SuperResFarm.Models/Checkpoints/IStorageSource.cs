using SuperResFarm.Models.Pickles;

namespace SuperResFarm.Models.Checkpoints;

/// <summary>Where the raw elements of a checkpoint lie; one implementation for each file format.</summary>
internal interface IStorageSource
{
    /// <returns>Position in the file of the storage's first element; all of its elements lie behind it, within the file.</returns>
    long Locate(StorageReference storage);
}
