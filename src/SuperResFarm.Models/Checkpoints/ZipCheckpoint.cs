using System.Text;
using SuperResFarm.Models.Pickles;

namespace SuperResFarm.Models.Checkpoints;

/// <summary>
/// torch.save since 1.6: an archive with <c>NAME/data.pkl</c>, one <c>NAME/data/KEY</c> for each storage, and since 2.1
/// <c>NAME/byteorder</c>.
/// Layout: pytorch/pytorch, caffe2/serialize/inline_container.h.
/// </summary>
internal sealed class ZipCheckpoint : IStorageSource
{
    private const string Description = "/data.pkl";

    private readonly Stream _file;
    private readonly Dictionary<string, ZipMember> _members;
    private readonly string _root;

    public ZipCheckpoint(Stream file, CheckpointLimits limits)
    {
        _file = file;
        _members = ZipDirectory.Read(file, limits).ToDictionary(member => member.Name);
        _root = _members.Keys.Where(name => name.EndsWith(Description, StringComparison.Ordinal)).Take(2).ToArray() switch
        {
            [var only] => only[..^Description.Length],
            [] => throw ModelRefusal.Because("The model archive holds no 'data.pkl'; it is a zip file but no PyTorch checkpoint."),
            // Another reader, or a scanner, may look at the other one.
            _ => throw ModelRefusal.Because("The model archive holds more than one 'data.pkl'; it is damaged or malicious."),
        };
        if (_members.ContainsKey($"{_root}/constants.pkl"))
            throw ModelRefusal.Because("The model file is a TorchScript program, not weights; save the state dict instead.");
        if (Find("byteorder") is { } order && Encoding.ASCII.GetString(Data(order, "byteorder", longest: 16)) is not "little")
            throw ModelRefusal.Because("The model file was written on a big-endian machine; save it again on a little-endian one.");
        Pickle = Data(_members[_root + Description], "data.pkl", limits.PickleBytes);
    }

    /// <summary>The description of the saved object.</summary>
    public byte[] Pickle { get; }

    public long Locate(StorageReference storage)
    {
        var member = Find($"data/{storage.Key}") ?? throw ModelRefusal.Because(
            $"The model archive lacks the data of storage '{storage.Key}'; download it again.");
        if (member.Bytes != storage.Bytes)
            throw ModelRefusal.Because(
                $"The model archive holds {member.Bytes} bytes for storage '{storage.Key}', which is described as {storage.Count} "
                + "elements; it is damaged or malicious.");
        return ZipDirectory.LocateData(_file, member);
    }

    private ZipMember? Find(string name) => _members.TryGetValue($"{_root}/{name}", out var member) ? member : null;

    private byte[] Data(ZipMember member, string what, int longest) =>
        member.Bytes <= longest
            ? ZipDirectory.ReadData(_file, member)
            : throw ModelRefusal.Because($"The model archive's '{what}' has {member.Bytes} bytes, more than the {longest} allowed.");
}
