using Microsoft.Extensions.Time.Testing;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Models.Downloads;

namespace SuperResFarm.Tests.Models.Downloads;

/// <summary>Downloads that break off, and what the next attempt or run makes of it.</summary>
public sealed class ResumeTests : DownloadFixture
{
    private const int Cut = 100_000;

    private static readonly DateTimeOffset _modified = new(2021, 7, 22, 12, 0, 0, TimeSpan.Zero);

    // The clock runs fast here: only pauses are to end by it.
    private static readonly DownloadOptions _usualPauses = new() { Proxy = Prompt.Proxy, StallTimeout = Timeout.InfiniteTimeSpan };

    /// <summary>Answers to a range that do not continue the part.</summary>
    public static TheoryData<string, string> WrongRanges => new()
    {
        { Range(Cut + 1, 300_007), ETag },
        { Range(0, 300_007), ETag },
        { Range(Cut, 300_008), ETag },
        { $"chars {Cut}-300006/300007", ETag },
        { "", ETag },
        { Range(Cut, 300_007), "\"v2\"" },
    };

    [Fact]
    public async Task Fetch_Truncated_AsksForTheRestOfTheSameVersion()
    {
        var server = Serve(asked => Good(asked) with { CutAfter = Cut }, asked => Good(asked));
        AssertWhole(await FetchAsync(Request(server)));
        Assert.Equal([null, Cut], server.Requests.Select(asked => asked.From));
        Assert.Equal(ETag, server.Requests[1].Headers["If-Range"]);
        Assert.Contains(Reported.All, report => report == new DownloadProgress(Cut, Content.Length, TimeSpan.Zero, "the connection ended early"));
    }

    [Fact]
    public async Task Fetch_TruncatedChunks_AsksForTheRest()
    {
        var server = Serve(asked => Good(asked) with { CutAfter = Cut, Chunked = true }, asked => Good(asked) with { Chunked = true });
        AssertWhole(await FetchAsync(Request(server) with { Bytes = null }));
        Assert.Equal([null, Cut], server.Requests.Select(asked => asked.From));
    }

    [Fact]
    public async Task Fetch_AlwaysTruncated_GivesUpAndTheNextRunContinues()
    {
        var server = Serve(asked => Good(asked) with { CutAfter = asked.From is null ? Cut : 0 });
        var failure = await FailAsync(Request(server), FailureCode.ModelUnavailable, Disposition.Retry);
        Assert.Contains(
            "the connection ended early, 5 times in a row; 100000 bytes of 300007 bytes are kept in 'model.pth.part', and running the same again continues there",
            failure.Message, StringComparison.Ordinal);
        Assert.Equal(5, server.Requests.Count);
        AssertNothingLeft("model.pth.part", "model.pth.part.json");

        var later = Serve(asked => Good(asked));
        await LeavePartAsync(later, Cut);
        AssertWhole(await FetchAsync(Request(later)));
        Assert.Equal(Cut, Assert.Single(later.Requests).From);
        Assert.Equal(new(Cut, Content.Length), Reported.All[0]);
    }

    [Fact]
    public async Task Fetch_EveryAttemptGains_GoesOnForAsLongAsItTakes()
    {
        var content = Bytes(seed: 3, 9 << 20);
        var server = Serve(asked => Good(asked, content) with { CutAfter = (1 << 20) + 1 });
        await FetchAsync(Request(server) with { Bytes = content.Length, Sha256 = Checksum(content) }, Prompt with { Retries = 1 });
        Assert.Equal(content, await File.ReadAllBytesAsync(Target));
        Assert.Equal(9, server.Requests.Count);
    }

    [Fact]
    public async Task Fetch_SameBytesOverAndOver_GivesUp()
    {
        var content = Bytes(seed: 3, 4 << 20);
        var server = Serve(asked => new(200, content) { CutAfter = 3 << 19 });
        await FailAsync(
            Request(server) with { Bytes = content.Length, Sha256 = Checksum(content) }, FailureCode.ModelUnavailable, Disposition.Retry);
        Assert.Equal(5, server.Requests.Count);
    }

    [Fact]
    public async Task Fetch_Cancelled_KeepsThePartForTheNextRun()
    {
        var server = Serve(asked => Good(asked) with { CutAfter = Cut, Hold = true }, asked => Good(asked));
        using var stop = new CancellationTokenSource();
        Reported.Came += report =>
        {
            if (report.Received == Cut)
                stop.Cancel();
        };
        var cancelled = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => FetchAsync(Request(server), ct: stop.Token));
        Assert.True(stop.IsCancellationRequested);
        Assert.NotNull(cancelled);

        AssertWhole(await FetchAsync(Request(server)));
        Assert.Equal(Cut, server.Requests[^1].From);
    }

    [Fact]
    public async Task Fetch_ServerWithoutRanges_StartsOverInTheSameAnswer()
    {
        var server = Serve(asked => new(200, Content, ("ETag", ETag)));
        await LeavePartAsync(server, Cut);
        AssertWhole(await FetchAsync(Request(server)));
        Assert.Equal(Cut, Assert.Single(server.Requests).From);
    }

    [Fact]
    public async Task Fetch_NewVersionOnTheServer_IsTakenWhole()
    {
        var server = Serve(asked => Good(asked, etag: "\"v2\""));
        await LeavePartAsync(server, Cut, Bytes(seed: 4, Content.Length));
        AssertWhole(await FetchAsync(Request(server)));
        Assert.Equal(ETag, Assert.Single(server.Requests).Headers["If-Range"]);
    }

    [Theory, MemberData(nameof(WrongRanges))]
    public async Task Fetch_RangeThatDoesNotContinue_StartsOver(string range, string etag)
    {
        var server = Serve(asked => new(206, Content[Cut..], ("Content-Range", range), ("ETag", etag)), asked => Good(asked));
        await LeavePartAsync(server, Cut);
        AssertWhole(await FetchAsync(Request(server)));
        Assert.Equal([Cut, null], server.Requests.Select(asked => asked.From));
    }

    [Fact]
    public async Task Fetch_ShorterFileOnTheServer_StartsOver()
    {
        var server = Serve(asked => new(416, [], ("Content-Range", "bytes */50000")), asked => Good(asked));
        await LeavePartAsync(server, Cut);
        AssertWhole(await FetchAsync(Request(server)));
        Assert.Equal([Cut, null], server.Requests.Select(asked => asked.From));
    }

    [Theory]
    [InlineData("W/\"v1\"", false)]
    [InlineData("", false)]
    [InlineData("W/\"v1\"", true)]
    [InlineData("", true)]
    public async Task Fetch_NoStrongETag_ContinuesOnlyByDate(string etag, bool dated)
    {
        var date = dated ? _modified.ToString("r") : "";
        var server = Serve(
            asked => new(200, Content, ("ETag", etag), ("Last-Modified", date)) { CutAfter = Cut },
            asked => asked.From is null ? new(200, Content) : new(206, Content[Cut..], ("Content-Range", Range(Cut, Content.Length)), ("Last-Modified", date)));
        AssertWhole(await FetchAsync(Request(server)));
        Assert.Equal(dated ? Cut : null, server.Requests[1].From);
        Assert.Equal(dated ? date : null, server.Requests[1].Headers.GetValueOrDefault("If-Range"));
    }

    [Fact]
    public async Task Fetch_PartIsWholeAlready_AsksNobody()
    {
        // As after a crash between the last byte and the renaming.
        var server = Serve(asked => Good(asked));
        await LeavePartAsync(server, Cut);
        await File.WriteAllBytesAsync(Part, Content);
        AssertWhole(await FetchAsync(Request(server)));
        Assert.Empty(server.Requests);
    }

    [Theory]
    [InlineData(Cut)]
    [InlineData(300_007)]
    public async Task Fetch_DamagedPart_IsFetchedAnewOnce(int length)
    {
        var server = Serve(asked => Good(asked));
        await LeavePartAsync(server, Cut);
        var damaged = Content[..length];
        damaged[5] ^= 1;
        await File.WriteAllBytesAsync(Part, damaged);
        AssertWhole(await FetchAsync(Request(server)));
        Assert.Null(server.Requests[^1].From);
    }

    [Fact]
    public async Task Fetch_DamagedPartAndWrongFile_FailsInsteadOfLooping()
    {
        var other = Bytes(seed: 5, Content.Length);
        var server = Serve(asked => Good(asked, other));
        await LeavePartAsync(server, Cut, other);
        await FailAsync(Request(server), FailureCode.ModelInvalid, Disposition.Reject);
        Assert.Equal([Cut, null], server.Requests.Select(asked => asked.From));
        AssertNothingLeft();
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("{\"Url\": \"model.pth\", \"Validator\": null, \"Total\": null}")]
    [InlineData("{\"Url\": \"https://example.org/other.pth\", \"Validator\": {\"ETag\": \"\\\"v1\\\"\", \"LastModified\": null}, \"Total\": 300007}")]
    [InlineData("{\"Url\": \"URL\", \"Validator\": {\"ETag\": \"no tag\", \"LastModified\": null}, \"Total\": 300007}")]
    [InlineData("{\"Url\": \"URL\", \"Validator\": {\"ETag\": \"\\\"v1\\\"\", \"LastModified\": null}, \"Total\": 300008}")]
    [InlineData("{\"Url\": \"URL\", \"Validator\": {\"ETag\": \"\\\"v1\\\"\", \"LastModified\": null}, \"Total\": 5}")]
    public async Task Fetch_RecordOfSomethingElse_StartsOver(string record)
    {
        var server = Serve(asked => Good(asked));
        Directory.CreateDirectory(Folder);
        await File.WriteAllBytesAsync(Part, Content[..Cut]);
        await File.WriteAllTextAsync(Part + ".json", record.Replace("URL", server.Url().ToString(), StringComparison.Ordinal));
        AssertWhole(await FetchAsync(Request(server)));
        Assert.Null(Assert.Single(server.Requests).From);
    }

    [Fact]
    public async Task Fetch_PartLongerThanTheFile_StartsOver()
    {
        var server = Serve(asked => Good(asked));
        await LeavePartAsync(server, Cut);
        await File.WriteAllBytesAsync(Part, Bytes(seed: 6, Content.Length + 1));
        AssertWhole(await FetchAsync(Request(server)));
        Assert.Null(Assert.Single(server.Requests).From);
    }

    [Fact]
    public async Task Fetch_Stalled_AsksForTheRest()
    {
        var clock = new FakeTimeProvider();
        var server = Serve(asked => Good(asked) with { CutAfter = Cut, Hold = true }, asked => Good(asked));
        var fetching = FetchAsync(Request(server), time: clock);
        await Reported.WaitAsync(report => report.Received == Cut);
        await PumpAsync(Reported.WaitAsync(report => report.Reason is not null), clock);
        AssertWhole(await fetching);
        Assert.Equal([null, Cut], server.Requests.Select(asked => asked.From));
        Assert.Contains(Reported.All, report => report.Reason == "no byte came for 60 s");
    }

    [Fact]
    public async Task Fetch_SlowButSteady_IsNotStalled()
    {
        var clock = new FakeTimeProvider();
        var server = Serve(asked => Good(asked));
        // Each report is of 128 KiB at most, so the whole takes longer than any single one may.
        Reported.Came += report => clock.Advance(TimeSpan.FromSeconds(report.Received > 0 ? 40 : 0));
        AssertWhole(await FetchAsync(Request(server), time: clock));
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Fetch_BusyServer_WaitsLongerEachTime()
    {
        var clock = new FakeTimeProvider();
        var server = Serve(asked => Reply.Plain(503));
        var failing = FailAsync(Request(server), FailureCode.ModelUnavailable, Disposition.Retry, _usualPauses, clock);
        await PumpAsync(failing, clock);
        var failure = await failing;
        Assert.Contains("the server answers 503", failure.Message, StringComparison.Ordinal);
        Assert.Equal([1, 2, 4, 8], Reported.All.Select(report => report.Wait?.TotalSeconds).OfType<double>());
        Assert.Equal(5, server.Requests.Count);
        AssertNothingLeft();
    }

    [Theory]
    [InlineData(408)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    public async Task Fetch_ServerInTrouble_IsAskedAgain(int status)
    {
        var server = Serve(asked => Reply.Plain(status), asked => Good(asked));
        AssertWhole(await FetchAsync(Request(server)));
        Assert.Equal(2, server.Requests.Count);
    }

    [Theory]
    [InlineData("7", 7)]
    [InlineData("0", 1)]
    [InlineData("Sat, 01 Jan 2000 00:00:07 GMT", 7)]
    [InlineData("Fri, 31 Dec 1999 23:59:59 GMT", 1)]
    public async Task Fetch_RetryAfter_IsHonoured(string value, int seconds)
    {
        var clock = new FakeTimeProvider(new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var server = Serve(asked => Reply.Plain(429, ("Retry-After", value)), asked => Good(asked));
        var fetching = FetchAsync(Request(server), _usualPauses, clock);
        await Reported.WaitAsync(report => report.Wait is not null);
        await PumpAsync(fetching, clock);
        AssertWhole(await fetching);
        Assert.Equal(TimeSpan.FromSeconds(seconds), Assert.Single(Reported.All, report => report.Wait is not null).Wait);
    }

    [Fact]
    public async Task Fetch_RetryAfterLong_SaysSoInsteadOfWaiting()
    {
        var server = Serve(asked => Reply.Plain(429, ("Retry-After", "3599")));
        var failure = await FailAsync(Request(server), FailureCode.ModelUnavailable, Disposition.Retry);
        Assert.Contains("asks to wait 60 min", failure.Message, StringComparison.Ordinal);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Fetch_TwoAtOnce_OnlyOneWrites()
    {
        var server = Serve(asked => Good(asked) with { CutAfter = Cut, Hold = true }, asked => Good(asked));
        using var stop = new CancellationTokenSource();
        var first = FetchAsync(Request(server), ct: stop.Token);
        await Reported.WaitAsync(report => report.Received == Cut);

        var failure = await FailAsync(Request(server), FailureCode.ModelUnavailable, Disposition.Retry);
        Assert.Contains("being downloaded by another process", failure.Message, StringComparison.Ordinal);
        Assert.Equal(Content[..Cut], await ReadSharedAsync(Part));

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        AssertWhole(await FetchAsync(Request(server)));
    }

    [Fact]
    public async Task Fetch_ManyAtOnce_AllEndWithTheWholeFile()
    {
        var server = Serve(asked => Good(asked));
        var all = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(FetchPatientlyAsync)));
        Assert.All(all, file => Assert.Equal(Sha256, file.Sha256));
        Assert.Single(all, file => !file.AlreadyThere);
        Assert.Equal(Content, await File.ReadAllBytesAsync(Target));
        AssertNothingLeft(Name);

        async Task<DownloadedFile> FetchPatientlyAsync()
        {
            while (true)
            {
                try
                {
                    return await FetchAsync(Request(server));
                }
                catch (FarmException failure) when (failure.Message.Contains("another process", StringComparison.Ordinal))
                {
                    await Task.Yield();
                }
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public async Task Fetch_AnySequenceOfTroubles_EndsWithTheWholeFile(int seed)
    {
        var random = new Random(seed);
        var server = Serve(asked => random.Next(8) switch
        {
            0 => Reply.Plain(503),
            1 => new(200, Content, ("ETag", ETag)) { CutAfter = random.Next(Content.Length) },
            2 => new(206, Content[..10], ("ETag", ETag), ("Content-Range", "bytes 0-9/300007")),
            3 => new(416, [], ("Content-Range", "bytes */3")),
            4 => new(200, Content) { CutAfter = random.Next(Content.Length) },
            5 => Good(asked, etag: "\"v2\"") with { CutAfter = random.Next(Content.Length), Chunked = true },
            6 => Good(asked) with { CutAfter = 0 },
            _ => Good(asked) with { CutAfter = random.Next(2 * Content.Length) },
        });
        while (true)
        {
            try
            {
                AssertWhole(await FetchAsync(Request(server)));
                return;
            }
            catch (FarmException failure) when (failure.Code is FailureCode.ModelUnavailable)
            {
                Assert.False(File.Exists(Target));
            }
        }
    }

    private static async Task<byte[]> ReadSharedAsync(string path)
    {
        // The lock is advisory: other programs may read.
        using var reading = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("cat", path) { RedirectStandardOutput = true })!;
        using var bytes = new MemoryStream();
        await reading.StandardOutput.BaseStream.CopyToAsync(bytes);
        await reading.WaitForExitAsync();
        return bytes.ToArray();
    }

    /// <summary>Lets the clock run until something has happened.</summary>
    private static async Task PumpAsync(Task something, FakeTimeProvider clock)
    {
        while (await Task.WhenAny(something, Task.Delay(5)) != something)
            clock.Advance(TimeSpan.FromSeconds(30));
    }
}
