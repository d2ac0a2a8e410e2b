using Microsoft.Extensions.Time.Testing;
using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Inference.Calibration;
using SuperResFarm.Tests.Imaging.Codecs;

namespace SuperResFarm.Tests.Inference.Calibration;

public sealed class CalibrationBookTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch.AddYears(50));

    private string Path => _folder["deep/calibration.json"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Record_OtherProcess_FindsTheSame()
    {
        var measured = TestKeys.Measured(_time.GetUtcNow());
        Fresh().Record(TestKeys.Of(), measured);
        Fresh().Remember(TestKeys.Of(), 300);

        var found = Fresh().Find(TestKeys.Of())!;
        Assert.Equal(measured.Probes, found.Probes);
        Assert.Equal((measured.At, measured.Footprint, measured.Refusal), (found.At, found.Footprint, found.Refusal));
        Assert.Equal(300, Fresh().Ceiling(TestKeys.Of()));
    }

    [Fact]
    public void Record_RefusedFit_KeepsTheReason()
    {
        Fresh().Record(TestKeys.Of(), TestKeys.Measured(_time.GetUtcNow()) with { Footprint = null, Refusal = "no line" });
        Assert.Equal((null, "no line"), (Fresh().Find(TestKeys.Of())!.Footprint, Fresh().Find(TestKeys.Of())!.Refusal));
    }

    [Fact]
    public void Record_TwoProcesses_KeepBoth()
    {
        var (first, second) = (Fresh(), Fresh());
        Assert.Null(first.Find(TestKeys.Of("a")) ?? second.Find(TestKeys.Of("b")));
        first.Record(TestKeys.Of("a"), TestKeys.Measured(_time.GetUtcNow()));
        second.Record(TestKeys.Of("b"), TestKeys.Measured(_time.GetUtcNow()));

        Assert.All([first, second, Fresh()], book => Assert.NotNull(book.Find(TestKeys.Of("a"))));
        Assert.All([first, second, Fresh()], book => Assert.NotNull(book.Find(TestKeys.Of("b"))));
    }

    [Fact]
    public void Record_NoFile_KnowsItForThisProcessAlone()
    {
        var book = new CalibrationBook(null, _time);
        book.Record(TestKeys.Of(), TestKeys.Measured(_time.GetUtcNow()));
        book.Remember(TestKeys.Of(), 300);
        Assert.NotNull(book.Find(TestKeys.Of()));
        Assert.Equal(300, book.Ceiling(TestKeys.Of()));
        Assert.Null(new CalibrationBook(null, _time).Find(TestKeys.Of()));
    }

    [Fact]
    public void All_SeveralProcesses_TellsWhatEachHasWritten()
    {
        var reader = Fresh();
        Assert.Empty(reader.All());
        Fresh().Record(TestKeys.Of("b"), TestKeys.Measured(_time.GetUtcNow()));
        Fresh().Remember(TestKeys.Of("a"), 300);
        Assert.Equal([(TestKeys.Of("a"), false, 300), (TestKeys.Of("b"), true, null)], reader.All().Select(known => (known.Key, known.Measured is not null, known.Ceiling?.Edge)));
    }

    [Fact]
    public async Task Record_ManyAtOnce_LosesNone()
    {
        var names = Enumerable.Range(0, 24).Select(i => $"model {i}").ToList();
        await Task.WhenAll(names.Select(name => Task.Run(() => Fresh().Record(TestKeys.Of(name), TestKeys.Measured(_time.GetUtcNow())))));
        Assert.All(names, name => Assert.NotNull(Fresh().Find(TestKeys.Of(name))));
    }

    [Fact]
    public void Record_Again_ReplacesAndKeepsTheCeiling()
    {
        var book = Fresh();
        book.Record(TestKeys.Of(), TestKeys.Measured(_time.GetUtcNow()));
        book.Remember(TestKeys.Of(), 300);
        _time.Advance(TimeSpan.FromMinutes(1));
        book.Record(TestKeys.Of(), TestKeys.Measured(_time.GetUtcNow(), bytesPerPixel: 500));

        Assert.Equal(500, Fresh().Find(TestKeys.Of())!.Footprint!.BytesPerPixel);
        Assert.Equal(300, Fresh().Ceiling(TestKeys.Of()));
    }

    [Fact]
    public void Find_AnyOtherPartOfTheKey_FindsNothing()
    {
        var key = TestKeys.Of();
        Fresh().Record(key, TestKeys.Measured(_time.GetUtcNow()));
        var others = new[]
        {
            key with { Device = "other" }, key with { Model = "other" }, key with { Depth = SampleDepth.Sixteen }, key with { Precision = 0 }, key with { Provider = "other" },
        };
        Assert.All(others, other => Assert.Null(Fresh().Find(other)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{ torn")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("""{ "version": 1 }""")]
    [InlineData("""{ "version": 1, "entries": [null] }""")]
    [InlineData("""{ "version": 1, "entries": [{ "key": null, "measured": null, "ceiling": null }] }""")]
    public void Find_DamagedFile_IsAsGoodAsNoneAndReplaced(string content)
    {
        Directory.CreateDirectory(_folder["deep"]);
        File.WriteAllText(Path, content);

        Assert.Null(Fresh().Find(TestKeys.Of()));
        Fresh().Record(TestKeys.Of(), TestKeys.Measured(_time.GetUtcNow()));
        Assert.NotNull(Fresh().Find(TestKeys.Of()));
    }

    [Theory]
    [InlineData("\"version\": 1", "\"version\": 0")]
    [InlineData("\"version\": 1", "\"version\": 2")]
    [InlineData("\"bytesPerPixel\": 1000", "\"bytesPerPixel\": -1000")]
    [InlineData("\"batch\": 1", "\"batch\": 2")]
    [InlineData("\"width\": 64", "\"width\": 0")]
    [InlineData("\"edge\": 300", "\"edge\": 0")]
    public void Find_OtherVersionOrUnsoundEntry_IsAsGoodAsNone(string now, string then)
    {
        var book = Fresh();
        book.Record(TestKeys.Of(), TestKeys.Measured(_time.GetUtcNow()));
        book.Remember(TestKeys.Of(), 300);
        var text = File.ReadAllText(Path);
        Assert.Contains(now, text, StringComparison.Ordinal);
        File.WriteAllText(Path, text.Replace(now, then, StringComparison.Ordinal));

        Assert.Null(Fresh().Find(TestKeys.Of()));
        Assert.Null(Fresh().Ceiling(TestKeys.Of()));
    }

    [Fact]
    public void Record_PlaceThatCannotBeWritten_IsRememberedWhileTheProcessLives()
    {
        File.WriteAllText(_folder["deep"], "a file where the folder should be");
        var book = Fresh();
        book.Record(TestKeys.Of(), TestKeys.Measured(_time.GetUtcNow()));
        book.Remember(TestKeys.Of(), 300);

        Assert.NotNull(book.Find(TestKeys.Of()));
        Assert.Equal(300, book.Ceiling(TestKeys.Of()));
    }

    [Fact]
    public void Record_File_IsReadableAndAlone()
    {
        Fresh().Record(TestKeys.Of(), TestKeys.Measured(_time.GetUtcNow()));
        Assert.All(["  \"version\": 1", "\"device\": \"Test GPU\"", "\"precision\": \"Half\"", "\"bytesPerPixel\": 1000"], line => Assert.Contains(line, File.ReadAllText(Path), StringComparison.Ordinal));
        Assert.DoesNotContain(Directory.GetFiles(_folder["deep"]), name => name.EndsWith(".part", StringComparison.Ordinal));
    }

    [Fact]
    public void Ceiling_FailureThatRepeats_IsBelievedTwiceAsLongADayAtMost()
    {
        var book = Fresh();
        Assert.Null(book.Ceiling(TestKeys.Of()));
        foreach (var hours in new[] { 1, 2, 4, 8, 16, 24, 24 })
        {
            book.Remember(TestKeys.Of(), 512);
            _time.Advance(TimeSpan.FromHours(hours) - TimeSpan.FromSeconds(1));
            Assert.Equal(512, Fresh().Ceiling(TestKeys.Of()));
            _time.Advance(TimeSpan.FromSeconds(2));
            Assert.Equal(724, Fresh().Ceiling(TestKeys.Of()));   // 512 may be tried again, twice its pixels not
        }
    }

    [Fact]
    public void Ceiling_AfterExpiry_RisesStepByStep()
    {
        var book = Fresh();
        book.Remember(TestKeys.Of(), 256);
        _time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(362, book.Ceiling(TestKeys.Of()));
        _time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(512, book.Ceiling(TestKeys.Of()));
        _time.Advance(TimeSpan.FromDays(400));
        Assert.InRange(book.Ceiling(TestKeys.Of())!.Value, 4096, int.MaxValue);
    }

    [Fact]
    public void Remember_WhileItHolds_TakesTheLowerAndWaitsNoLonger()
    {
        var book = Fresh();
        book.Remember(TestKeys.Of(), 512);
        _time.Advance(TimeSpan.FromMinutes(30));
        book.Remember(TestKeys.Of(), 256);
        book.Remember(TestKeys.Of(), 400);
        Assert.Equal(256, book.Ceiling(TestKeys.Of()));
        _time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(362, book.Ceiling(TestKeys.Of()));
    }

    [Fact]
    public void Remember_LongAfterTheLastFailure_BeginsAnew()
    {
        var book = Fresh();
        book.Remember(TestKeys.Of(), 512);
        _time.Advance(TimeSpan.FromHours(2));
        book.Remember(TestKeys.Of(), 512);
        _time.Advance(TimeSpan.FromHours(2 + 25));
        book.Remember(TestKeys.Of(), 512);
        _time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(724, book.Ceiling(TestKeys.Of()));
    }

    [Fact]
    public void Remember_TwoProcesses_BothSeeTheLater()
    {
        var (first, second) = (Fresh(), Fresh());
        first.Remember(TestKeys.Of(), 512);
        second.Remember(TestKeys.Of(), 256);
        Assert.Equal((256, 256), (first.Ceiling(TestKeys.Of()), second.Ceiling(TestKeys.Of())));
    }

    private CalibrationBook Fresh() => new(Path, _time);
}
