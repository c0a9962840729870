namespace OAuthMail.EntityFrameworkCore.Reliability.Workers;

/// <summary>A clock that differs from the machine's.</summary>
internal sealed class OffsetClock(TimeSpan offset) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + offset;
}
