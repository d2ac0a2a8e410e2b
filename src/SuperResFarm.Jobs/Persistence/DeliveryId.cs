using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace SuperResFarm.Jobs.Persistence;

/// <summary>Names deliveries by what they tell: the same event for the same webhook has the same id whenever it is written down, so that receivers know it again.</summary>
internal static class DeliveryId
{
    private const int TimeBytes = 6;

    /// <returns>A UUID of version 8 (RFC 9562): the time of the event, as in version 7, then a hash of all of it; later events have larger ids.</returns>
    /// <param name="webhook">For whom.</param>
    /// <param name="name">What happened.</param>
    /// <param name="job">To which job.</param>
    /// <param name="number">To which item; -1: to the job itself.</param>
    /// <param name="at">When, Unix milliseconds.</param>
    public static Guid Of(Guid webhook, string name, Guid job, int number, long at)
    {
        var id = SHA256.HashData(Encoding.ASCII.GetBytes(FormattableString.Invariant($"{webhook:N} {name} {job:N} {number} {at}"))).AsSpan(0, 16);
        Span<byte> time = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(time, at);
        time[^TimeBytes..].CopyTo(id);
        id[6] = (byte)(id[6] & 0x0F | 0x80);
        id[8] = (byte)(id[8] & 0x3F | 0x80);
        return new Guid(id, bigEndian: true);
    }
}
