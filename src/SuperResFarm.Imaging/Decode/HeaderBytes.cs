namespace SuperResFarm.Imaging.Decode;

/// <summary>
/// What is at hand of a file that lies elsewhere: some blocks of it. Whoever looks for its header and misses a block says so, gets it, and looks again; so nothing waits
/// for a network inside a decoder, and no more is fetched than a header needs. Used by one thread at a time.
/// </summary>
/// <param name="length">Bytes of the whole file.</param>
public sealed class HeaderBytes(long length)
{
    /// <summary>Length of a block; the last one of a file may be shorter.</summary>
    public const int BlockBytes = 1 << 16;

    private readonly Dictionary<long, byte[]> _blocks = [];

    /// <summary>Bytes of the whole file.</summary>
    public long Length => length;

    /// <summary>Blocks at hand.</summary>
    public int Blocks => _blocks.Count;

    /// <summary>Where the first block begins that was asked for and is not here; null: none is missing.</summary>
    public long? Missing { get; private set; }

    /// <summary>Brings a block.</summary>
    /// <param name="offset">Where it begins: a multiple of <see cref="BlockBytes"/>.</param>
    /// <param name="block">All of it.</param>
    /// <exception cref="ArgumentException">It is not the block that stands there.</exception>
    public void Add(long offset, byte[] block)
    {
        if (offset % BlockBytes != 0 || offset < 0 || offset >= length || block.Length != Math.Min(BlockBytes, length - offset))
            throw new ArgumentException($"{block.Length} bytes at {offset} are no block of a file of {length}.", nameof(block));
        _blocks[offset] = block;
        Missing = Missing == offset ? null : Missing;
    }

    /// <returns>The bytes from a position to the end of its block; none behind the end of the file, and where the block is missing.</returns>
    internal ReadOnlySpan<byte> From(long position)
    {
        if (position < 0 || position >= length)
            return [];
        var start = position - position % BlockBytes;
        if (_blocks.TryGetValue(start, out var block))
            return block.AsSpan((int)(position - start));
        Missing ??= start;
        return [];
    }
}
