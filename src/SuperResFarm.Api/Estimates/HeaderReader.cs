using Microsoft.Extensions.Options;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Imaging.Decode;
using SuperResFarm.Imaging.Formats;
using SuperResFarm.Storage.Objects;

namespace SuperResFarm.Api.Estimates;

/// <summary>Tells how large images in the object store are, from the few blocks of each that its header takes.</summary>
/// <param name="store">Where they are.</param>
/// <param name="limits">What workers refuse.</param>
internal sealed class HeaderReader(IObjectStore store, IOptions<ImageLimits> limits)
{
    /// <summary>Most that is read of an image.</summary>
    public const int MostBytes = MostBlocks * HeaderBytes.BlockBytes;

    private const int MostBlocks = 16;

    /// <returns>What its header says, or that nobody knows: it lies too deep in the file, or the store has a bad moment.</returns>
    /// <param name="source">Address.</param>
    /// <param name="version">ETag it must have; null: any.</param>
    /// <param name="ct">Ends the reading.</param>
    public async Task<HeaderFinding> ReadAsync(string source, string? version, CancellationToken ct)
    {
        try
        {
            return await LookAsync(ObjectUri.Parse(source), version is null ? null : new ObjectVersion(version.Trim('"')), ct);
        }
        catch (FarmException fault)
        {
            // No byte of an empty object can be asked for; to workers it is no image.
            if (fault.Code == FailureCode.SourceUnreadable && await IsEmptyAsync(source, ct))
                return new(null, FailureCode.SourceUnsupported);
            return fault.Next == Disposition.Reject ? new(null, fault.Code) : HeaderFinding.Unknown;
        }
    }

    private async Task<HeaderFinding> LookAsync(ObjectUri uri, ObjectVersion? version, CancellationToken ct)
    {
        var (head, first) = await BlockAsync(uri, 0, version, ct);
        var bytes = new HeaderBytes(head.Bytes);
        bytes.Add(0, first);
        while (true)
        {
            if (HeaderProbe.Look(bytes, limits.Value) is { } size)
                return new(size, null);
            if (bytes.Missing is not { } missing || bytes.Blocks == MostBlocks)
                return HeaderFinding.Unknown;
            bytes.Add(missing, (await BlockAsync(uri, missing, head.Version, ct)).Block);
        }
    }

    private async Task<bool> IsEmptyAsync(string source, CancellationToken ct)
    {
        try
        {
            return await store.FindAsync(ObjectUri.Parse(source), ct) is { Bytes: 0 };
        }
        catch (FarmException)
        {
            return false;
        }
    }

    private async Task<(ObjectHead Head, byte[] Block)> BlockAsync(ObjectUri uri, long offset, ObjectVersion? version, CancellationToken ct)
    {
        await using var content = await store.OpenReadAsync(uri, new ReadOptions { Offset = offset, Length = HeaderBytes.BlockBytes, Version = version }, ct);
        var block = new byte[(int)Math.Min(HeaderBytes.BlockBytes, content.Head.Bytes - offset)];
        await content.Body.ReadExactlyAsync(block, ct);
        return (content.Head, block);
    }
}

/// <summary>What a header says of an image.</summary>
/// <param name="Size">As it is displayed; null: it cannot be read, or nobody knows.</param>
/// <param name="Failure">Why it cannot be read; null: it can, or nobody knows.</param>
internal readonly record struct HeaderFinding(PixelSize? Size, FailureCode? Failure)
{
    public static HeaderFinding Unknown { get; }
}
