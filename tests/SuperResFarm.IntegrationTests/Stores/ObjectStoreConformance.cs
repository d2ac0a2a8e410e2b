using System.Security.Cryptography;
using System.Text;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Contracts.Hashes;
using SuperResFarm.IntegrationTests.Servers;
using SuperResFarm.Storage.Objects;

namespace SuperResFarm.IntegrationTests.Stores;

/// <summary>What every object store must do, whatever it keeps its objects in.</summary>
public abstract class ObjectStoreConformance
{
    /// <summary>Length of a part, for stores that cut objects into parts.</summary>
    protected const int Part = 5 << 20;

    protected static readonly WriteOptions IfAbsent = new()
    {
        Condition = WriteCondition.OnlyIfAbsent,
    };

    protected abstract IObjectStore Store { get; }

    /// <summary>A bucket of this class alone.</summary>
    protected abstract string Bucket { get; }

    /// <summary>Whether two writers of several parts each cannot both win.</summary>
    protected abstract bool DecidesLargeRaces { get; }

    /// <returns>How many unfinished writes lie in the bucket.</returns>
    protected abstract Task<int> UnfinishedAsync();

    [StoreFact]
    public async Task Write_AnySize_ReadsBackWithItsHash()
    {
        foreach (var size in new[] { 0, 1, 65_537, Part - 1, Part, Part + 1, 3 * Part, 3 * Part + 7 })
        {
            var (uri, bytes) = (New(), Noise(size));
            var written = await Store.WriteAsync(uri, new MemoryStream(bytes), new(), CancellationToken.None);
            Assert.Equal((true, (long)size, FileHash.Sha256(bytes)), (written.Written, written.Head.Bytes, written.Head.Sha256));

            var head = await Store.HeadAsync(uri, CancellationToken.None);
            Assert.Equal((written.Head.Version, written.Head.Bytes, written.Head.Sha256), (head.Version, head.Bytes, head.Sha256));
            Assert.Equal(bytes, await ReadAsync(uri, ReadOptions.Whole));
        }
        Assert.Equal(0, await UnfinishedAsync());
    }

    [StoreFact]
    public async Task Write_InSmallAndLargePieces_KeepsTheirOrder()
    {
        var (uri, bytes) = (New(), Noise(2 * Part + 12_345));
        await Store.WriteAsync(uri, async (stream, ct) =>
        {
            var at = 0;
            for (var piece = 1; at < bytes.Length; piece = piece * 3 % 200_003)
            {
                var count = Math.Min(piece, bytes.Length - at);
                if (piece % 2 == 0)
                    await stream.WriteAsync(bytes.AsMemory(at, count), ct);
                else
                    stream.Write(bytes.AsSpan(at, count));
                at += count;
            }
            Assert.Equal(bytes.Length, stream.Position);
        }, new(), CancellationToken.None);
        Assert.Equal(FileHash.Sha256(bytes), FileHash.Sha256(await ReadAsync(uri, ReadOptions.Whole)));
    }

    [StoreFact]
    public async Task Write_Metadata_ComesBackAlsoWhenItIsNotAscii()
    {
        var notes = new Dictionary<string, string>
        {
            ["model"] = "realesrgan-x4plus",
            ["settings"] = "{\"scale\": 4, \"halo\": \"auto\"}",
            ["author"] = "Jörg Müller 写真 😀",
            ["spaces"] = "  two  spaces ",
            ["empty"] = "",
            ["looks-encoded"] = "=?UTF-8?B?eA==?=",
        };
        foreach (var size in new[] { 10, Part + 10 })
        {
            var uri = New();
            var written = await Store.WriteAsync(uri, new MemoryStream(Noise(size)), new()
            {
                ContentType = "image/png",
                Metadata = notes,
            }, CancellationToken.None);
            var head = await Store.HeadAsync(uri, CancellationToken.None);
            await using var content = await Store.OpenReadAsync(uri, ReadOptions.Whole, CancellationToken.None);
            Assert.All(new[] { written.Head, head, content.Head }, found =>
            {
                Assert.Equal(notes.OrderBy(note => note.Key), found.Metadata.OrderBy(note => note.Key));
                Assert.Equal("image/png", found.ContentType);
                Assert.Equal(written.Head.Version, found.Version);
            });
        }
    }

    [StoreFact]
    public async Task Write_SomeoneReadingTheOldContent_GoesOnReadingItOrIsTold()
    {
        var (uri, old) = (New(), Noise(2 * Part));
        await PutAsync(uri, old);
        await using var content = await Store.OpenReadAsync(uri, ReadOptions.Whole, CancellationToken.None);
        var first = new byte[1000];
        await content.Body.ReadExactlyAsync(first);
        await PutAsync(uri, Noise(2 * Part));
        using var rest = new MemoryStream();
        try
        {
            await content.Body.CopyToAsync(rest);
            Assert.Equal(FileHash.Sha256(old), FileHash.Sha256([.. first, .. rest.ToArray()]));
        }
        catch (FarmException fault)
        {
            Assert.Equal(FailureCode.SourceChanged, fault.Code);
        }
    }

    [StoreFact]
    public async Task Write_OtherContentThanAnnounced_StoresNothing()
    {
        foreach (var size in new[] { 10, Part + 10 })
        {
            var uri = New();
            var fault = await Assert.ThrowsAsync<FarmException>(() => Store.WriteAsync(uri, new MemoryStream(Noise(size)), new()
            {
                Sha256 = FileHash.Sha256(Noise(size)),
            }, CancellationToken.None));
            Assert.Equal(FailureCode.OutputUnwritable, fault.Code);
            Assert.Null(await Store.FindAsync(uri, CancellationToken.None));
        }
        Assert.Equal(0, await UnfinishedAsync());
    }

    [StoreFact]
    public async Task Write_AnnouncedContent_IsStored()
    {
        var (uri, bytes) = (New(), Noise(Part + 10));
        var written = await Store.WriteAsync(uri, new MemoryStream(bytes), new()
        {
            Sha256 = FileHash.Sha256(bytes),
        }, CancellationToken.None);
        Assert.Equal(FileHash.Sha256(bytes), (await Store.HeadAsync(uri, CancellationToken.None)).Sha256);
        Assert.True(written.Written);
    }

    [StoreFact]
    public async Task Write_ProducerThrows_StoresNothingAndLetsItsFaultThrough()
    {
        foreach (var size in new[] { 0, 100, Part + 1, 3 * Part })
        {
            var uri = New();
            var fault = await Assert.ThrowsAsync<IOException>(() => Store.WriteAsync(uri, async (stream, ct) =>
            {
                await stream.WriteAsync(Noise(size), ct);
                throw new IOException("of the producer");
            }, new(), CancellationToken.None));
            Assert.Equal("of the producer", fault.Message);
            Assert.Null(await Store.FindAsync(uri, CancellationToken.None));
        }
        Assert.Equal(0, await UnfinishedAsync());
    }

    [StoreFact]
    public async Task Write_ProducerThrows_KeepsWhatWasThere()
    {
        var (uri, bytes) = (New(), Noise(1000));
        await PutAsync(uri, bytes);
        await Assert.ThrowsAsync<InvalidOperationException>(() => Store.WriteAsync(uri, async (stream, ct) =>
        {
            await stream.WriteAsync(Noise(Part + 1), ct);
            throw new InvalidOperationException();
        }, new(), CancellationToken.None));
        Assert.Equal(bytes, await ReadAsync(uri, ReadOptions.Whole));
    }

    [StoreFact]
    public async Task Write_Cancelled_StoresNothing()
    {
        foreach (var size in new[] { 100, 3 * Part })
        {
            var uri = New();
            using var stop = new CancellationTokenSource();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Store.WriteAsync(uri, async (stream, ct) =>
            {
                await stream.WriteAsync(Noise(size), ct);
                await stop.CancelAsync();
            }, new(), stop.Token));
            Assert.Null(await Store.FindAsync(uri, CancellationToken.None));
        }
        Assert.Equal(0, await UnfinishedAsync());
    }

    [StoreFact]
    public async Task WriteIfAbsent_ObjectThere_IsFoundWithoutProducing()
    {
        var (uri, bytes) = (New(), Noise(100));
        await Store.WriteAsync(uri, new MemoryStream(bytes), new()
        {
            Metadata = new Dictionary<string, string> { ["item"] = "7" },
        }, CancellationToken.None);
        var second = await Store.WriteAsync(uri, (_, _) => throw new InvalidOperationException("need not produce"), IfAbsent, CancellationToken.None);
        Assert.Equal((false, "7", FileHash.Sha256(bytes)), (second.Written, second.Head.Metadata["item"], second.Head.Sha256));
        Assert.Equal(bytes, await ReadAsync(uri, ReadOptions.Whole));
    }

    [StoreFact]
    public Task WriteIfAbsent_SmallObjectsAtOnce_ExactlyOneWins() => RaceAsync(1000, exact: true);

    [StoreFact]
    public Task WriteIfAbsent_LargeObjectsAtOnce_OneContentStands() => RaceAsync(Part + 1000, DecidesLargeRaces);

    [StoreFact]
    public async Task Write_SameKeyAtOnce_OneContentStandsWithItsOwnNotes()
    {
        for (var round = 0; round < 5; round++)
        {
            var uri = New();
            var contents = Enumerable.Range(0, 6).Select(_ => Noise(5000)).ToList();
            await Task.WhenAll(contents.Select((bytes, i) => Task.Run(() => Store.WriteAsync(uri, new MemoryStream(bytes), new()
            {
                Metadata = new Dictionary<string, string> { ["writer"] = $"{i}" },
            }, CancellationToken.None))));
            var head = await Store.HeadAsync(uri, CancellationToken.None);
            var winner = contents[int.Parse(head.Metadata["writer"], System.Globalization.CultureInfo.InvariantCulture)];
            Assert.Equal(winner, await ReadAsync(uri, ReadOptions.Whole));
            Assert.Equal(FileHash.Sha256(winner), head.Sha256);
        }
    }

    [StoreFact]
    public async Task Read_Range_GivesTheseBytes()
    {
        var (uri, bytes) = (New(), Noise(Part + 1000));
        await PutAsync(uri, bytes);
        foreach (var (offset, length) in new (int, int?)[] { (0, 1), (0, 1000), (1, null), (Part - 10, 20), (Part + 999, 1), (Part + 999, 500), (500, Part), (0, 2 * Part) })
        {
            var expected = bytes.AsSpan(offset, Math.Min(length ?? int.MaxValue, bytes.Length - offset)).ToArray();
            await using var content = await Store.OpenReadAsync(uri, Range(offset, length), CancellationToken.None);
            Assert.Equal((bytes.Length, expected.Length), (content.Head.Bytes, content.Body.Length));
            using var read = new MemoryStream();
            await content.Body.CopyToAsync(read);
            Assert.Equal(expected, read.ToArray());
        }
    }

    [StoreFact]
    public async Task Read_RangeBehindTheEnd_IsRefused()
    {
        var (full, empty) = (New(), New());
        await PutAsync(full, Noise(10));
        await PutAsync(empty, []);
        foreach (var (uri, offset, length) in new (ObjectUri, long, long?)[] { (full, 10, 1), (full, 1000, null), (empty, 0, 1), (empty, 1, null) })
            Assert.Equal(FailureCode.SourceUnreadable, (await Assert.ThrowsAsync<FarmException>(
                () => Store.OpenReadAsync(uri, Range(offset, length), CancellationToken.None))).Code);
        foreach (var (offset, length) in new (long, long?)[] { (-1, null), (0, 0), (0, -5) })
            Assert.Equal(FailureCode.SettingsInvalid, (await Assert.ThrowsAsync<FarmException>(
                () => Store.OpenReadAsync(full, Range(offset, length), CancellationToken.None))).Code);
    }

    [StoreFact]
    public async Task Read_Synchronously_GivesTheSameBytes()
    {
        var (uri, bytes) = (New(), Noise(300_000));
        await PutAsync(uri, bytes);
        await using var content = await Store.OpenReadAsync(uri, ReadOptions.Whole, CancellationToken.None);
        using var read = new MemoryStream();
        content.Body.CopyTo(read);
        Assert.Equal(bytes, read.ToArray());
    }

    [StoreFact]
    public async Task Read_PinnedVersion_IsReadWhileItStands()
    {
        var (uri, bytes) = (New(), Noise(1000));
        await PutAsync(uri, bytes);
        var head = await Store.HeadAsync(uri, CancellationToken.None);
        Assert.Equal(bytes, await ReadAsync(uri, new()
        {
            Version = head.Version,
        }));
        await PutAsync(uri, Noise(1000));
        foreach (var length in new long?[] { null, 10 })
        {
            var fault = await Assert.ThrowsAsync<FarmException>(() => Store.OpenReadAsync(uri, new()
            {
                Version = head.Version,
                Length = length,
            }, CancellationToken.None));
            Assert.Equal((FailureCode.SourceChanged, Disposition.Reject), (fault.Code, fault.Next));
        }
    }

    [StoreFact]
    public async Task Read_Missing_IsRefused()
    {
        await PutAsync(New(), [1]);
        foreach (var uri in new[] { New(), ObjectUri.Of(Bucket, "no/such/folder/key"), ObjectUri.Of("no-such-bucket-here", "key") })
        {
            Assert.Null(await Store.FindAsync(uri, CancellationToken.None));
            var fault = await Assert.ThrowsAsync<FarmException>(() => Store.OpenReadAsync(uri, ReadOptions.Whole, CancellationToken.None));
            Assert.Equal((FailureCode.SourceMissing, Disposition.Reject), (fault.Code, fault.Next));
            Assert.Equal(FailureCode.SourceMissing, (await Assert.ThrowsAsync<FarmException>(() => Store.HeadAsync(uri, CancellationToken.None))).Code);
        }
    }

    [StoreFact]
    public async Task Delete_Twice_IsNoFault()
    {
        var uri = ObjectUri.Of(Bucket, $"{Guid.NewGuid():n}/deep/key");
        await PutAsync(uri, Noise(10));
        await Store.DeleteAsync(uri, CancellationToken.None);
        await Store.DeleteAsync(uri, CancellationToken.None);
        Assert.Null(await Store.FindAsync(uri, CancellationToken.None));
        Assert.Empty(await ListAsync(uri.Key[..32]));
    }

    [StoreFact]
    public async Task Keys_OfEveryAllowedKind_AreKeptApart()
    {
        var root = $"{Guid.NewGuid():n}/";
        string[] keys =
        [
            "plain.png", "with space.png", "50%.png", "a%20b.png", "a b.png", "a+b.png", "a&b=c.png", "q?x=y.png", "hash#1.png", "semi;colon.png", "quote'\".png", "<tag>.png", "tilde~.png",
            "Grüße.png", "Gru\u0308ße.png", "写真.png", "😀.png", "\uff5e.png", "...", "..a", ".hidden", "a.", "UPPER.PNG", "upper.png", "{brace}.png", "[x].png", "*.png", "@:!$,().png", "|pipe^`.png",
            "deep/er/and/deeper/still.png", "deep/er/and.png", new string('n', 240),
        ];
        foreach (var key in keys)
            await PutAsync(ObjectUri.Of(Bucket, root + key), Encoding.UTF8.GetBytes(key));
        foreach (var key in keys)
            Assert.Equal(key, Encoding.UTF8.GetString(await ReadAsync(ObjectUri.Of(Bucket, root + key), ReadOptions.Whole)));
        Assert.Equal(keys.Order(ByBytes), (await ListAsync(root)).Select(entry => entry.Key[root.Length..]));
    }

    [StoreFact]
    public async Task List_MoreThanAPage_GivesEveryKeyOnceInOrder()
    {
        var root = $"{Guid.NewGuid():n}/";
        var keys = Enumerable.Range(0, 1103).Select(i => $"{root}{i % 7}/{i:x4}").ToList();
        await Parallel.ForEachAsync(keys, new ParallelOptions { MaxDegreeOfParallelism = 12 }, async (key, ct) => await Store.WriteAsync(ObjectUri.Of(Bucket, key), new MemoryStream([1, 2]), new(), ct));
        var listed = await ListAsync(root);
        Assert.Equal(keys.Order(StringComparer.Ordinal), listed.Select(entry => entry.Key));
        Assert.All(listed, entry => Assert.Equal((2L, true), (entry.Bytes, entry.IsAddressable)));
        Assert.Equal((await Store.HeadAsync(listed[5].Uri, CancellationToken.None)).Version.ETag, listed[5].ETag);

        Assert.Equal(listed.Skip(1050), await ListAsync(root, listed[1049].Key));
        Assert.Equal(listed.Where(entry => entry.Key.StartsWith(root + "3/01", StringComparison.Ordinal)), await ListAsync(root + "3/01"));
    }

    [StoreFact]
    public async Task List_PrefixOfSpecialCharacters_IsTakenLiterally()
    {
        var root = $"{Guid.NewGuid():n}/";
        string[] keys = ["a b/1", "a b/2", "a+b/1", "a%20b/1", "a&b/1", "a?b/1", "ä/1", "写/1", "*/1", "a/1", "a-/1", "a0/1"];
        foreach (var key in keys)
            await PutAsync(ObjectUri.Of(Bucket, root + key), [1]);
        foreach (var prefix in new[] { "a b/", "a+b/", "a%20b/", "a&", "a?", "ä", "写/", "*", "a", "a/", "", "zzz" })
            Assert.Equal(keys.Where(key => key.StartsWith(prefix, StringComparison.Ordinal)).Order(ByBytes), (await ListAsync(root + prefix)).Select(entry => entry.Key[root.Length..]));
    }

    [StoreFact]
    public async Task List_MissingBucket_IsRefused()
    {
        var fault = await Assert.ThrowsAsync<FarmException>(async () => await Store.ListAsync(ObjectPrefix.Of("no-such-bucket-here", ""), null, CancellationToken.None).FirstAsync());
        Assert.Equal((FailureCode.SourceMissing, Disposition.Reject), (fault.Code, fault.Next));
    }

    protected ObjectUri New() => ObjectUri.Of(Bucket, $"objects/{Guid.NewGuid():n}");

    protected static byte[] Noise(int size) => RandomNumberGenerator.GetBytes(size);

    protected Task PutAsync(ObjectUri uri, byte[] bytes) => Store.WriteAsync(uri, new MemoryStream(bytes), new(), CancellationToken.None);

    protected async Task<byte[]> ReadAsync(ObjectUri uri, ReadOptions options)
    {
        await using var content = await Store.OpenReadAsync(uri, options, CancellationToken.None);
        using var bytes = new MemoryStream();
        await content.Body.CopyToAsync(bytes);
        return bytes.ToArray();
    }

    protected async Task<List<ObjectEntry>> ListAsync(string start, string? after = null) =>
        await Store.ListAsync(ObjectPrefix.Of(Bucket, start), after, CancellationToken.None).ToListAsync();

    private static IComparer<string> ByBytes { get; } = Comparer<string>.Create((left, right) => Encoding.UTF8.GetBytes(left).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(right)));

    private static ReadOptions Range(long offset, long? length) => new()
    {
        Offset = offset,
        Length = length,
    };

    // All writers have produced their bytes before any of them may end.
    private async Task RaceAsync(int size, bool exact)
    {
        const int writers = 4;
        for (var round = 0; round < 5; round++)
        {
            var uri = New();
            var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var waiting = writers;
            var contents = Enumerable.Range(0, writers).Select(_ => Noise(size)).ToList();
            var results = await Task.WhenAll(contents.Select(bytes => Store.WriteAsync(uri, async (stream, ct) =>
            {
                await stream.WriteAsync(bytes, ct);
                if (Interlocked.Decrement(ref waiting) == 0)
                    ready.SetResult();
                await ready.Task;
            }, IfAbsent, CancellationToken.None)));
            var winners = results.Select((result, i) => (result.Written, i)).Where(result => result.Written).Select(result => contents[result.i]).ToList();
            var stands = await ReadAsync(uri, ReadOptions.Whole);
            Assert.Contains(winners, bytes => bytes.AsSpan().SequenceEqual(stands));
            if (exact)
            {
                Assert.Single(winners);
                Assert.All(results, result => Assert.Equal(FileHash.Sha256(stands), result.Head.Sha256));
            }
        }
        Assert.Equal(0, await UnfinishedAsync());
    }
}
