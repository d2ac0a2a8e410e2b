using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace SuperResFarm.Jobs.MigrationsPostgres
{
    /// <inheritdoc />
    public partial class Trace : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "trace",
                table: "jobs",
                type: "text",
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "trace",
                table: "jobs");
        }
    }
}
