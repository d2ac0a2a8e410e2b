using System.Text;

namespace SuperResFarm.Tests.Models;

/// <summary>Writes zip files of stored members, without checksums: the reader does not look at them.</summary>
internal static class ArchiveBytes
{
    public static byte[] Of(IEnumerable<(string Name, byte[] Data)> members)
    {
        using var file = new BinaryWriter(new MemoryStream());
        using var directory = new BinaryWriter(new MemoryStream());
        short count = 0;
        foreach (var (name, data) in members)
        {
            directory.Write(0x02014b50);
            directory.Write((short)0); // made by
            WriteCommon(directory, name, data);
            directory.Write(new byte[10]); // comment, disk, attributes
            directory.Write((int)file.BaseStream.Position);
            directory.Write(Encoding.UTF8.GetBytes(name));

            file.Write(0x04034b50);
            WriteCommon(file, name, data);
            file.Write(Encoding.UTF8.GetBytes(name));
            file.Write(data);
            count++;
        }
        var start = (int)file.BaseStream.Position;
        directory.BaseStream.Position = 0;
        directory.BaseStream.CopyTo(file.BaseStream);
        file.Write(0x06054b50);
        file.Write(0); // disks
        file.Write(count);
        file.Write(count);
        file.Write((int)directory.BaseStream.Length);
        file.Write(start);
        file.Write((short)0); // comment
        return ((MemoryStream)file.BaseStream).ToArray();
    }

    private static void WriteCommon(BinaryWriter writer, string name, byte[] data)
    {
        writer.Write(new byte[14]); // version, flags, method, time, checksum
        writer.Write(data.Length);
        writer.Write(data.Length);
        writer.Write((short)Encoding.UTF8.GetByteCount(name));
        writer.Write((short)0); // extra field
    }
}
