namespace OAuthMail.Tool.Demo;

/// <summary>The real clock, which can be put forward: so that a token ends while one watches.</summary>
internal sealed class DemoClock : TimeProvider
{
    private long _offsetTicks;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref _offsetTicks));

    public void PutForward(TimeSpan by) => Interlocked.Add(ref _offsetTicks, by.Ticks);
}
