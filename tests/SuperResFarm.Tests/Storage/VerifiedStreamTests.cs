using SuperResFarm.Contracts.Failures;
using SuperResFarm.Contracts.Hashes;
using SuperResFarm.Storage.Objects;

namespace SuperResFarm.Tests.Storage;

public class VerifiedStreamTests
{
    private static readonly byte[] _content = [1, 2, 3, 4, 5];
    private static readonly ObjectUri _uri = ObjectUri.Parse("s3://bucket/key");

    [Fact]
    public async Task Read_TooFewBytes_IsReportedNotEnded()
    {
        foreach (var read in Ways)
        {
            await using var stream = new VerifiedStream(new MemoryStream(_content), _uri, 6, null);
            Assert.Equal(5, await read(stream, new byte[10]));
            var fault = await Assert.ThrowsAsync<FarmException>(() => read(stream, new byte[10]));
            Assert.Equal((FailureCode.StorageUnavailable, Disposition.Retry), (fault.Code, fault.Next));
        }
    }

    [Fact]
    public async Task Read_TooManyBytes_EndsWherePromised()
    {
        foreach (var read in Ways)
        {
            await using var stream = new VerifiedStream(new MemoryStream(_content), _uri, 3, null);
            Assert.Equal(3, await read(stream, new byte[10]));
            Assert.Equal(0, await read(stream, new byte[10]));
        }
    }

    [Fact]
    public async Task Read_OtherContent_IsReportedWithTheLastBytes()
    {
        foreach (var read in Ways)
        {
            await using var stream = new VerifiedStream(new MemoryStream(_content), _uri, 5, FileHash.Sha256([5, 4, 3, 2, 1]));
            Assert.Equal(4, await read(stream, new byte[4]));
            Assert.Equal(FailureCode.SourceCorrupt, (await Assert.ThrowsAsync<FarmException>(() => read(stream, new byte[1]))).Code);
        }
    }

    [Fact]
    public async Task Read_EmptyContent_IsComparedToo()
    {
        await using var right = new VerifiedStream(Stream.Null, _uri, 0, FileHash.Sha256([]));
        Assert.Equal(0, await right.ReadAsync(new byte[1]));
        await using var wrong = new VerifiedStream(Stream.Null, _uri, 0, FileHash.Sha256([1]));
        await Assert.ThrowsAsync<FarmException>(() => Ways.First()(wrong, new byte[1]));
    }

    private static IEnumerable<Func<Stream, byte[], Task<int>>> Ways =>
    [
        (stream, buffer) => stream.ReadAsync(buffer).AsTask(),
        (stream, buffer) => Task.Run(() => stream.Read(buffer)),
    ];
}
