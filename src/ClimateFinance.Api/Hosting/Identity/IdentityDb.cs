using ClimateFinance.Api.Http.Security;
using ClimateFinance.Domain.Shared;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ClimateFinance.Api.Hosting.Identity;

/// <summary>
/// The users as ASP.NET Core Identity's stores see them, and the invitations by which they come. The tables come from the migrations; EF makes and
/// changes none.
/// What the marketplace has no use for (e-mail, telephone, second factor) has no column.
/// </summary>
internal sealed class IdentityDb(DbContextOptions<IdentityDb> options) : DbContext(options)
{
    public const string NameIndex = "market_user_name_key";

    public const string InvitedNameIndex = "invitation_name_key";

    public DbSet<MarketUser> Users => Set<MarketUser>();

    public DbSet<Invitation> Invitations => Set<Invitation>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<MarketUser>(MapUser);
        modelBuilder.Entity<Invitation>(MapInvitation);
    }

    private static void MapInvitation(EntityTypeBuilder<Invitation> invitation)
    {
        invitation.ToTable("invitation");
        invitation.HasKey(i => i.Id);
        invitation.Property(i => i.Id).HasColumnName("id").ValueGeneratedNever();
        invitation.Property(i => i.Hash).HasColumnName("hash");
        invitation.Property(i => i.UserId).HasColumnName("user_id");
        invitation.Property(i => i.UserName).HasColumnName("user_name");
        invitation.Property(i => i.NormalizedUserName).HasColumnName("normalized_user_name");
        invitation.Property(i => i.DisplayName).HasColumnName("display_name");
        invitation.Property(i => i.Role).HasColumnName("role").HasConversion(role => Audiences.NameOf(role), name => Enum.Parse<Role>(name, true));
        invitation.Property(i => i.OrganisationId).HasColumnName("organisation_id");
        invitation.Property(i => i.Region).HasColumnName("region");
        invitation.Property(i => i.InvitedBy).HasColumnName("invited_by");
        invitation.Property(i => i.SponsorId).HasColumnName("sponsor_id");
        invitation.Property(i => i.CreatedAt).HasColumnName("created_at");
        invitation.Property(i => i.ExpiresAt).HasColumnName("expires_at");
        invitation.Property(i => i.AcceptedAt).HasColumnName("accepted_at");
        invitation.Property(i => i.RevokedAt).HasColumnName("revoked_at");
    }

    private static void MapUser(EntityTypeBuilder<MarketUser> user)
    {
        user.ToTable("market_user");
        user.HasKey(u => u.Id);
        user.Property(u => u.Id).HasColumnName("id").ValueGeneratedNever();
        user.Property(u => u.UserName).HasColumnName("user_name").IsRequired();
        user.Property(u => u.NormalizedUserName).HasColumnName("normalized_user_name").IsRequired();
        user.Property(u => u.DisplayName).HasColumnName("display_name");
        user.Property(u => u.Role).HasColumnName("role").HasConversion(role => Audiences.NameOf(role), name => Enum.Parse<Role>(name, true));
        user.Property(u => u.OrganisationId).HasColumnName("organisation_id");
        user.Property(u => u.Region).HasColumnName("region");
        user.Property(u => u.PasswordHash).HasColumnName("password_hash").IsRequired();
        user.Property(u => u.SecurityStamp).HasColumnName("security_stamp").IsRequired();
        user.Property(u => u.ConcurrencyStamp).HasColumnName("concurrency_stamp").IsRequired().IsConcurrencyToken();
        user.Property(u => u.AccessFailedCount).HasColumnName("access_failed_count");
        user.Property(u => u.LockoutEnabled).HasColumnName("lockout_enabled");
        user.Property(u => u.LockoutEnd).HasColumnName("lockout_end");
        user.Property(u => u.CreatedAt).HasColumnName("created_at");
        user.Property(u => u.DeactivatedAt).HasColumnName("deactivated_at");
        user.Property(u => u.DeactivationReason).HasColumnName("deactivation_reason");
        user.Property(u => u.SponsorId).HasColumnName("sponsor_id");
        user.HasIndex(u => u.NormalizedUserName).IsUnique().HasDatabaseName(NameIndex);
        user.Ignore(u => u.Email).Ignore(u => u.NormalizedEmail).Ignore(u => u.EmailConfirmed);
        user.Ignore(u => u.PhoneNumber).Ignore(u => u.PhoneNumberConfirmed).Ignore(u => u.TwoFactorEnabled);
    }
}
