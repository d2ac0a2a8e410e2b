using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace SuperResFarm.Jobs.MigrationsSqlite
{
    /// <inheritdoc />
    public partial class Estimates : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<int>(
                name: "measured_items",
                table: "jobs",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<double>(
                name: "measured_megapixels",
                table: "jobs",
                type: "REAL",
                nullable: false,
                defaultValue: 0.0);

            migrationBuilder.AddColumn<double>(
                name: "measured_seconds",
                table: "jobs",
                type: "REAL",
                nullable: false,
                defaultValue: 0.0);

            migrationBuilder.AddColumn<double>(
                name: "measured_weighed_seconds",
                table: "jobs",
                type: "REAL",
                nullable: false,
                defaultValue: 0.0);

            migrationBuilder.AddColumn<double>(
                name: "measured_weighed_squares",
                table: "jobs",
                type: "REAL",
                nullable: false,
                defaultValue: 0.0);

            migrationBuilder.AddColumn<double>(
                name: "measured_weights",
                table: "jobs",
                type: "REAL",
                nullable: false,
                defaultValue: 0.0);

            migrationBuilder.AddColumn<long>(
                name: "recent_at",
                table: "jobs",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<double>(
                name: "recent_seconds",
                table: "jobs",
                type: "REAL",
                nullable: false,
                defaultValue: 0.0);

            migrationBuilder.AddColumn<int>(
                name: "sized_items",
                table: "jobs",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<double>(
                name: "sized_megapixels",
                table: "jobs",
                type: "REAL",
                nullable: false,
                defaultValue: 0.0);

            migrationBuilder.AddColumn<long>(
                name: "survey_due_at",
                table: "jobs",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<int>(
                name: "survey_items",
                table: "jobs",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<int>(
                name: "survey_looked",
                table: "jobs",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<double>(
                name: "survey_megapixels",
                table: "jobs",
                type: "REAL",
                nullable: false,
                defaultValue: 0.0);

            migrationBuilder.AddColumn<int>(
                name: "survey_readable",
                table: "jobs",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<double>(
                name: "survey_squares",
                table: "jobs",
                type: "REAL",
                nullable: false,
                defaultValue: 0.0);

            migrationBuilder.CreateTable(
                name: "rates",
                columns: table => new
                {
                    model = table.Column<string>(type: "TEXT", nullable: false),
                    model_sha256 = table.Column<string>(type: "TEXT", nullable: false),
                    eight_orientations = table.Column<bool>(type: "INTEGER", nullable: false),
                    items = table.Column<double>(type: "REAL", nullable: false),
                    megapixels = table.Column<double>(type: "REAL", nullable: false),
                    weights = table.Column<double>(type: "REAL", nullable: false),
                    seconds = table.Column<double>(type: "REAL", nullable: false),
                    weighed_seconds = table.Column<double>(type: "REAL", nullable: false),
                    weighed_squares = table.Column<double>(type: "REAL", nullable: false),
                    cost = table.Column<double>(type: "REAL", nullable: false),
                    cost_seconds = table.Column<double>(type: "REAL", nullable: false),
                    changed_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_rates", x => new { x.model, x.model_sha256, x.eight_orientations });
                });

            migrationBuilder.CreateTable(
                name: "work_minutes",
                columns: table => new
                {
                    minute = table.Column<long>(type: "INTEGER", nullable: false),
                    began_at = table.Column<long>(type: "INTEGER", nullable: false),
                    seconds = table.Column<double>(type: "REAL", nullable: false),
                    items = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_work_minutes", x => x.minute);
                });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "rates");

            migrationBuilder.DropTable(
                name: "work_minutes");

            migrationBuilder.DropColumn(
                name: "measured_items",
                table: "jobs");

            migrationBuilder.DropColumn(
                name: "measured_megapixels",
                table: "jobs");

            migrationBuilder.DropColumn(
                name: "measured_seconds",
                table: "jobs");

            migrationBuilder.DropColumn(
                name: "measured_weighed_seconds",
                table: "jobs");

            migrationBuilder.DropColumn(
                name: "measured_weighed_squares",
                table: "jobs");

            migrationBuilder.DropColumn(
                name: "measured_weights",
                table: "jobs");

            migrationBuilder.DropColumn(
                name: "recent_at",
                table: "jobs");

            migrationBuilder.DropColumn(
                name: "recent_seconds",
                table: "jobs");

            migrationBuilder.DropColumn(
                name: "sized_items",
                table: "jobs");

            migrationBuilder.DropColumn(
                name: "sized_megapixels",
                table: "jobs");

            migrationBuilder.DropColumn(
                name: "survey_due_at",
                table: "jobs");

            migrationBuilder.DropColumn(
                name: "survey_items",
                table: "jobs");

            migrationBuilder.DropColumn(
                name: "survey_looked",
                table: "jobs");

            migrationBuilder.DropColumn(
                name: "survey_megapixels",
                table: "jobs");

            migrationBuilder.DropColumn(
                name: "survey_readable",
                table: "jobs");

            migrationBuilder.DropColumn(
                name: "survey_squares",
                table: "jobs");
        }
    }
}
