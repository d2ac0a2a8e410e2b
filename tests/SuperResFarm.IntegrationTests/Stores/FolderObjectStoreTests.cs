using System.Diagnostics;
using Microsoft.Extensions.Time.Testing;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Storage.Folders;
using SuperResFarm.Storage.Objects;

namespace SuperResFarm.IntegrationTests.Stores;

public sealed class FolderObjectStoreTests : ObjectStoreConformance, IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("superres-store-").FullName;

    public FolderObjectStoreTests() => Store = new FolderObjectStore(_root, TimeProvider.System);

    protected override IObjectStore Store { get; }
    protected override string Bucket => "bucket";
    protected override bool DecidesLargeRaces => true;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task Find_FileOfAnotherProgram_IsAnObjectWithoutNotes()
    {
        Put("photos/a.png", "abc");
        var head = await Store.HeadAsync(ObjectUri.Of(Bucket, "photos/a.png"), CancellationToken.None);
        Assert.Equal((3L, null, "application/octet-stream", 0), (head.Bytes, head.Sha256, head.ContentType, head.Metadata.Count));
        Assert.Equal("abc"u8.ToArray(), await ReadAsync(head.Uri, ReadOptions.Whole));
    }

    [Fact]
    public async Task Find_FileReplacedByAnotherProgram_HasNoneOfTheOldNotes()
    {
        var uri = ObjectUri.Of(Bucket, "photos/a.png");
        await Store.WriteAsync(uri, new MemoryStream("abc"u8.ToArray()), new()
        {
            Metadata = new Dictionary<string, string> { ["item"] = "7" },
        }, CancellationToken.None);
        var old = await Store.HeadAsync(uri, CancellationToken.None);
        Put("photos/a.png", "xyz");
        var head = await Store.HeadAsync(uri, CancellationToken.None);
        Assert.Equal((null, 0), (head.Sha256, head.Metadata.Count));
        Assert.NotEqual(old.Version, head.Version);
    }

    [Fact]
    public async Task Write_Notes_LeaveNoneOfReplacedAndDeletedObjects()
    {
        var uri = New();
        for (var i = 0; i < 5; i++)
            await PutAsync(uri, Noise(100));
        Assert.Single(Notes());
        await Store.DeleteAsync(uri, CancellationToken.None);
        Assert.Empty(Notes());
    }

    [Fact]
    public async Task CopiedStore_WithItsTimes_KeepsNotes()
    {
        var (uri, other) = (New(), _root + "-copy");
        await PutAsync(uri, Noise(100));
        using (var copy = Process.Start("cp", ["-a", _root, other]))
            await copy.WaitForExitAsync();
        try
        {
            Assert.Equal((await Store.HeadAsync(uri, CancellationToken.None)).Sha256, (await new FolderObjectStore(other, TimeProvider.System).HeadAsync(uri, CancellationToken.None)).Sha256);
        }
        finally
        {
            Directory.Delete(other, recursive: true);
        }
    }

    [Fact]
    public async Task Links_ToOutside_LeadNowhere()
    {
        var outside = Directory.CreateTempSubdirectory("superres-outside-").FullName;
        try
        {
            File.WriteAllText(Path.Combine(outside, "secret.txt"), "secret");
            Put("a.txt", "a");
            File.CreateSymbolicLink(PathOf("link.txt"), Path.Combine(outside, "secret.txt"));
            Directory.CreateSymbolicLink(PathOf("folder"), outside);
            Directory.CreateSymbolicLink(Path.Combine(_root, "linked-bucket"), outside);
            foreach (var uri in new[] { ObjectUri.Of(Bucket, "link.txt"), ObjectUri.Of(Bucket, "folder/secret.txt"), ObjectUri.Of("linked-bucket", "secret.txt") })
            {
                Assert.Null(await Store.FindAsync(uri, CancellationToken.None));
                Assert.Equal(FailureCode.SourceMissing, (await Assert.ThrowsAsync<FarmException>(() => Store.OpenReadAsync(uri, ReadOptions.Whole, CancellationToken.None))).Code);
                await Store.DeleteAsync(uri, CancellationToken.None);
            }
            Assert.Equal("a.txt", Assert.Single(await ListAsync("")).Key);
            foreach (var uri in new[] { ObjectUri.Of(Bucket, "folder/new.txt"), ObjectUri.Of("linked-bucket", "new.txt") })
                Assert.Equal((FailureCode.OutputUnwritable, Disposition.Reject), Outcome(await Assert.ThrowsAsync<FarmException>(() => PutAsync(uri, [1]))));
            // A link in the object's own place is replaced, not followed.
            await PutAsync(ObjectUri.Of(Bucket, "link.txt"), "mine"u8.ToArray());
            Assert.Equal("secret", File.ReadAllText(Path.Combine(outside, "secret.txt")));
            Assert.Equal(["secret.txt"], Directory.GetFileSystemEntries(outside).Select(Path.GetFileName));
        }
        finally
        {
            Directory.Delete(outside, recursive: true);
        }
    }

    [Fact]
    public async Task Read_Pipe_IsNoObjectAndDoesNotWait()
    {
        Put("a.txt", "a");
        using (var make = Process.Start("mkfifo", [PathOf("pipe")]))
            await make.WaitForExitAsync();
        var uri = ObjectUri.Of(Bucket, "pipe");
        Assert.Null(await Store.FindAsync(uri, CancellationToken.None));
        await Assert.ThrowsAsync<FarmException>(() => Store.OpenReadAsync(uri, ReadOptions.Whole, CancellationToken.None));
        Assert.Single(await ListAsync(""));
    }

    [Theory]
    [InlineData(".superres/notes/x")]
    [InlineData("a/.superres-123.part")]
    [InlineData(".superres.jsonl")]
    public async Task Address_OfTheStoresOwnFiles_IsRefused(string key) =>
        Assert.Equal(FailureCode.AddressInvalid, (await Assert.ThrowsAsync<FarmException>(() => Store.FindAsync(ObjectUri.Of(Bucket, key), CancellationToken.None))).Code);

    [Fact]
    public async Task Address_WithAPartLongerThanAFileName_IsRefused() => Assert.Equal(FailureCode.AddressInvalid,
        (await Assert.ThrowsAsync<FarmException>(() => PutAsync(ObjectUri.Of(Bucket, new('n', 256)), [1]))).Code);

    [Fact]
    public async Task Write_WhereAFolderOrFileIsInTheWay_IsRefused()
    {
        await PutAsync(ObjectUri.Of(Bucket, "a/b"), [1]);
        foreach (var options in new[] { new WriteOptions(), IfAbsent })
        {
            Assert.Equal((FailureCode.OutputUnwritable, Disposition.Reject), Outcome(await Assert.ThrowsAsync<FarmException>(
                () => Store.WriteAsync(ObjectUri.Of(Bucket, "a"), new MemoryStream([1]), options, CancellationToken.None))));
            Assert.Equal((FailureCode.OutputUnwritable, Disposition.Reject), Outcome(await Assert.ThrowsAsync<FarmException>(
                () => Store.WriteAsync(ObjectUri.Of(Bucket, "a/b/c"), new MemoryStream([1]), options, CancellationToken.None))));
        }
        Assert.Equal(0, await UnfinishedAsync());
    }

    [Fact]
    public async Task Read_FileWrittenToMeanwhile_IsToldAtTheEnd()
    {
        Put("a.bin", new('x', 200_000));
        await using var content = await Store.OpenReadAsync(ObjectUri.Of(Bucket, "a.bin"), ReadOptions.Whole, CancellationToken.None);
        await content.Body.ReadExactlyAsync(new byte[1000]);
        File.AppendAllText(PathOf("a.bin"), "more");
        Assert.Equal(FailureCode.SourceChanged, (await Assert.ThrowsAsync<FarmException>(() => content.Body.CopyToAsync(Stream.Null))).Code);
    }

    [Fact]
    public async Task Read_DamagedOnDisk_IsToldAtTheEnd()
    {
        var uri = New();
        await PutAsync(uri, Noise(1000));
        var time = File.GetLastWriteTimeUtc(PathOf(uri.Key));
        using (var file = File.OpenWrite(PathOf(uri.Key)))
            file.Write([1, 2, 3, 4]);
        File.SetLastWriteTimeUtc(PathOf(uri.Key), time);
        Assert.Equal(FailureCode.SourceCorrupt, (await Assert.ThrowsAsync<FarmException>(() => ReadAsync(uri, ReadOptions.Whole))).Code);
    }

    [Fact]
    public async Task AbortStale_KilledWriters_AreSweptWhenOldEnough()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        var store = new FolderObjectStore(_root, time);
        await PutAsync(ObjectUri.Of(Bucket, "a/kept"), [1]);
        Put("a/.superres-0123.part", "left behind");
        Put("b/.superres-4567.part", "left behind");
        Assert.Equal(0, await store.AbortStaleUploadsAsync(ObjectPrefix.Of(Bucket, "a/"), TimeSpan.FromHours(1), CancellationToken.None));
        time.Advance(TimeSpan.FromHours(2));
        Assert.Equal(1, await store.AbortStaleUploadsAsync(ObjectPrefix.Of(Bucket, "a/"), TimeSpan.FromHours(1), CancellationToken.None));
        Assert.Equal(1, await UnfinishedAsync());
        Assert.Equal(1, await store.AbortStaleUploadsAsync(ObjectPrefix.Of(Bucket, ""), TimeSpan.FromHours(1), CancellationToken.None));
        Assert.NotNull((await store.HeadAsync(ObjectUri.Of(Bucket, "a/kept"), CancellationToken.None)).Sha256);
    }

    [Fact]
    public async Task AbortStale_NotesWithoutObject_AreSwept()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await PutAsync(ObjectUri.Of(Bucket, "gone"), [1]);
        await PutAsync(ObjectUri.Of(Bucket, "kept"), [1]);
        File.Delete(PathOf("gone"));
        time.Advance(TimeSpan.FromHours(2));
        await new FolderObjectStore(_root, time).AbortStaleUploadsAsync(ObjectPrefix.Of(Bucket, ""), TimeSpan.FromHours(1), CancellationToken.None);
        Assert.Single(Notes());
    }

    [Fact]
    public void Presign_IsRefusedWithTheReason() => Assert.Contains("no presigned addresses",
        Assert.Throws<FarmException>(() => Store.Presign(New(), PresignedUse.Get, TimeSpan.FromMinutes(1))).Message, StringComparison.Ordinal);

    [Fact]
    public async Task WritesAndDeletes_InOneFolderAtOnce_DoNotDisturbEachOther()
    {
        await Parallel.ForEachAsync(Enumerable.Range(0, 200), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (i, ct) =>
        {
            var uri = ObjectUri.Of(Bucket, $"shared/folder/{i}");
            await Store.WriteAsync(uri, new MemoryStream([1]), new(), ct);
            await Store.DeleteAsync(uri, ct);
        });
        Assert.Empty(await ListAsync(""));
    }

    protected override Task<int> UnfinishedAsync() => Task.FromResult(Directory.GetFiles(_root, "*.part", SearchOption.AllDirectories).Length);

    private static (FailureCode, Disposition) Outcome(FarmException fault) => (fault.Code, fault.Next);

    private string PathOf(string key) => Path.Combine(_root, Bucket, key);

    private string[] Notes() => Directory.GetFiles(Path.Combine(_root, Bucket, ".superres"), "*.json", SearchOption.AllDirectories);

    private void Put(string key, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(key))!);
        File.WriteAllText(PathOf(key), text);
    }
}
